/**
 * The queue on real servers: the contract, the worker's shell, and what the desk's survival rests
 * on: a job whose worker is killed runs elsewhere within a lease, every time.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import { jobQueueContract } from "@/server/testing/contracts/job-queue";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import type { QueueConnection } from "./connection";
import { createJobQueue } from "./job-queue";
import { createWorker, type JobHandlers, LEASE_MILLIS } from "./worker";

const redisUrl = process.env["TEST_REDIS_URL"];
const why = redisUrl ? "" : ", skipped because TEST_REDIS_URL is not set";

const CHILD = fileURLToPath(new URL("../../testing/queue-child.ts", import.meta.url));
const hour = "2026-01-01T00";

/** Until `look` finds something; the test's own time limit ends a search in vain. */
async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const kind of ["postgres", "redis"] as const) {
  describe.skipIf(kind === "redis" && !redisUrl)(`on ${kind}${kind === "redis" ? why : ""}`, () => {
    const databases: TestDatabase[] = [];
    const closing: (() => Promise<unknown>)[] = [];
    let shared: TestDatabase | undefined;
    const troubles: string[] = [];

    beforeAll(async () => {
      if (kind === "postgres") databases.push((shared = await createTestDatabase(process.env["DATABASE_URL"])));
    });
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
      troubles.length = 0;
    });
    afterAll(async () => {
      for (const database of databases) await database.drop();
    });

    /** An empty place for queues. */
    async function place(): Promise<QueueConnection> {
      if (kind === "redis") return { kind, url: redisUrl ?? "", prefix: `test-${randomBytes(6).toString("hex")}` };
      const database = shared ?? (await createTestDatabase(process.env["DATABASE_URL"]));
      if (database !== shared) databases.push(database);
      shared = undefined;
      return { kind, url: database.url };
    }

    async function open(handlers: JobHandlers | null, queue: "live" | "maintenance" = "maintenance") {
      const connection = await place();
      const jobs = createJobQueue({ connection, onError: (error) => troubles.push(String(error)) });
      closing.push(() => jobs.close());
      const start = async (used: JobHandlers) => {
        const onTrouble = (error: unknown, what: string) => void troubles.push(`${what}: ${String(error)}`);
        const worker = createWorker({ connection, queue, handlers: used, concurrency: 2, onTrouble });
        closing.push(() => worker.close());
        await worker.ready();
        return worker;
      };
      const worker = handlers && (await start(handlers));
      return { connection, queue: jobs, worker, start };
    }

    const counts = async (jobs: Awaited<ReturnType<typeof open>>, name: string) =>
      (await jobs.queue.counts()).find(({ queue }) => queue === name);

    jobQueueContract(() => open(null));

    test("a handler gets the parsed payload; the finished job keeps its id from being added again", async () => {
      const seen: unknown[] = [];
      const place = await open({ "database.maintain": async (payload) => void seen.push(payload) });
      await place.queue.add("database.maintain", { hour });
      await eventually(async () => (await counts(place, "maintenance"))?.completed === 1);
      await place.queue.add("database.maintain", { hour });
      expect(await counts(place, "maintenance")).toMatchObject({ waiting: 0, completed: 1 });
      expect(seen).toEqual([{ hour }]);
      await place.queue.ensure("database.maintain", { hour });
      await eventually(async () => seen.length === 2);
    });

    test("what was unavailable is tried again, what is wrong is not", async () => {
      let attempts = 0;
      const place = await open({
        "database.maintain": async (payload) => {
          attempts += 1;
          if (payload.hour === "wrong") throw new Error("a defect");
          if (attempts === 1) throw new AppError("unavailable", "the database is away");
        },
      });
      await place.queue.add("database.maintain", { hour });
      await eventually(async () => (await counts(place, "maintenance"))?.completed === 1);
      expect(attempts).toBe(2);
      await place.queue.add("database.maintain", { hour: "wrong" });
      await eventually(async () => (await counts(place, "maintenance"))?.failed === 1);
      expect(attempts).toBe(3);
      // The queue knows of the failure a moment before the worker has said it.
      await eventually(async () => troubles.join("\n").includes("a defect"));
    });

    test("a payload that does not fit fails at once, and a job without a handler is dropped with a word", async () => {
      const place = await open({});
      await place.queue.add("database.maintain", { hour: 7 } as never);
      await eventually(async () => (await counts(place, "maintenance"))?.completed === 1);
      expect(troubles.join("\n")).toContain("no handler for the job database.maintain");
      await place.start({ "database.maintain": async () => {} });
      await place.worker?.close();
      await place.queue.add("database.maintain", { hour: 8 } as never);
      await eventually(async () => (await counts(place, "maintenance"))?.failed === 1);
      expect(troubles.join("\n")).toContain("payload of database.maintain does not fit");
    });

    // The next due time of a schedule of each minute is within the minute; the queue says what it keeps for it.
    test("a schedule is kept by the queue once, whoever sets it and however often, until it is ended", async () => {
      const place = await open(null);
      const again = createJobQueue({ connection: place.connection, onError: (error) => troubles.push(String(error)) });
      closing.push(() => again.close());
      const job = { name: "model.refresh", payload: { model: "m", schedule: "weekly" } } as const;
      const delayed = async () => (await counts(place, "maintenance"))?.delayed;
      await place.queue.schedule("refresh-m-weekly", "0 2 * * 1", job);
      await again.schedule("refresh-m-weekly", "0 2 * * 1", job);
      expect(await delayed()).toBe(1);
      await again.schedule("refresh-m-weekly", "30 3 * * 2", job);
      expect(await delayed()).toBe(1);
      await place.queue.schedule("refresh-m-weekly", null, job);
      await place.queue.schedule("refresh-m-weekly", null, job);
      expect(await delayed()).toBe(0);
      expect(troubles).toEqual([]);
    });

    test("a long job is handed back when its worker stops, and another worker has it at once", async () => {
      const began: string[] = [];
      const untilAborted = (name: string): JobHandlers => ({
        "desk.run": (_payload, signal) =>
          new Promise((resolve) => {
            began.push(name);
            signal.addEventListener("abort", () => resolve(), { once: true });
          }),
      });
      const place = await open(untilAborted("first"), "live");
      await place.queue.ensure("desk.run", { deskId: "d" });
      await eventually(async () => began.length === 1);
      await place.start(untilAborted("second"));
      await place.worker?.close();
      await eventually(async () => began.length === 2);
      expect(began).toEqual(["first", "second"]);
      expect(await counts(place, "live")).toMatchObject({ active: 1, waiting: 0, failed: 0, completed: 0 });
    });

    test("a long job that ended or failed is made again by ensure", async () => {
      let runs = 0;
      const place = await open(
        {
          "desk.run": async () => {
            runs += 1;
            if (runs === 1) throw new Error("the thread ended with code 1");
          },
        },
        "live",
      );
      for (const wanted of [1, 2, 3]) {
        await place.queue.ensure("desk.run", { deskId: "d" });
        await eventually(async () => runs === wanted && (await counts(place, "live"))?.active === 0);
        expect(runs).toBe(wanted);
      }
    });

    test(`a job whose worker is killed runs elsewhere within ${LEASE_MILLIS} ms, three times over`, async () => {
      const place = await open(null);
      const first = await child(place.connection, closing);
      await place.queue.ensure("desk.run", { deskId: "d" });
      await first.next((line) => line["began"] === "d");
      let running = first;
      for (let kill = 0; kill < 3; kill++) {
        const other = await child(place.connection, closing);
        running.process.kill("SIGKILL");
        const killedAt = performance.now();
        await other.next((line) => line["began"] === "d");
        const tookMillis = performance.now() - killedAt;
        expect(tookMillis).toBeLessThan(LEASE_MILLIS);
        running = other;
      }
      expect(await counts(place, "live")).toMatchObject({ active: 1, waiting: 0, failed: 0 });
    });
  });
}

type Line = Readonly<Record<string, unknown>>;

/** A worker process, and what it says. */
async function child(connection: QueueConnection, closing: (() => Promise<unknown>)[]) {
  const spawned: ChildProcess = spawn(process.execPath, ["--import", "tsx", CHILD, JSON.stringify(connection)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => spawned.once("exit", resolve));
  closing.push(async () => {
    spawned.kill("SIGKILL");
    await exited;
  });
  const lines: Line[] = [];
  const waiting: (() => void)[] = [];
  createInterface({ input: spawned.stdout! }).on("line", (text) => {
    lines.push(JSON.parse(text) as Line);
    for (const wake of waiting.splice(0)) wake();
  });
  const next = async (matches: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const place = lines.findIndex(matches);
      if (place >= 0) return lines.splice(0, place + 1).at(-1) ?? {};
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  await next((line) => "ready" in line);
  return { process: spawned, next };
}
