/** The bus on real servers, and what happens when they go away. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Bus } from "@/server/ports/bus";
import { busContract } from "@/server/testing/contracts/bus";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { createPostgresBus } from "./postgres-bus";
import { createRedisBus } from "./redis-bus";

const open: Bus[] = [];
const troubles: unknown[] = [];
const onError = (error: unknown): void => void troubles.push(error);
afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close()));
  troubles.length = 0;
});

describe("on PostgreSQL", () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createTestDatabase(process.env["DATABASE_URL"])));
  afterAll(() => database.drop());

  const connect = async (): Promise<Bus> => {
    const bus = createPostgresBus({ url: database.url, onError });
    open.push(bus);
    return bus;
  };

  busContract(connect);

  test("after its connections were cut a bus listens and speaks again, and says so once", async () => {
    const [speaker, listener] = [await connect(), await connect()];
    const got: string[] = [];
    let wake = (): void => {};
    await listener.subscribe("a", (payload) => {
      got.push(payload);
      wake();
    });
    await speaker.publish("a", "before");
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const { rowCount } = await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tapedeck bus %' AND datname = current_database()",
    );
    await admin.end();
    expect(rowCount).toBeGreaterThanOrEqual(2);
    // At most once: what falls into the gap is lost, so it is said until it is heard.
    for (let i = 0; !got.includes("after"); i++) {
      const heard = new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 20);
      });
      await speaker.publish("a", "after");
      await heard;
    }
    expect(got.slice(0, 2)).toEqual(["before", "after"]);
    expect(troubles.length).toBeGreaterThan(0);
  });

  test("publishing to a database that is not there is dropped with a word; closing still works", async () => {
    const nowhere = createPostgresBus({ url: "postgresql://nobody@127.0.0.1:1/none", onError });
    await nowhere.publish("a", "lost");
    await nowhere.publish("a", "lost too");
    expect(troubles).toHaveLength(1);
    const waiting = nowhere.subscribe("a", () => {});
    await Promise.all([nowhere.close(), expect(waiting).rejects.toMatchObject({ code: "unavailable" })]);
  });
});

const redisUrl = process.env["TEST_REDIS_URL"];
describe.skipIf(!redisUrl)(`on Redis${redisUrl ? "" : ", skipped because TEST_REDIS_URL is not set"}`, () => {
  let prefix: string;
  beforeAll(() => void (prefix = `test-${randomBytes(6).toString("hex")}`));

  busContract(async () => {
    const bus = createRedisBus({ url: redisUrl ?? "", prefix, onError });
    open.push(bus);
    return bus;
  });
});
