import { afterAll, beforeAll } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import type { Stores } from "@/server/adapters/postgres/stores";
import { createPostgresStores } from "@/server/adapters/postgres/stores";
import { hostedDeskContract } from "@/server/testing/contracts/hosted-desk";
import { parityContract } from "@/server/testing/contracts/parity";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { atMillis } from "@/server/testing/market-builder";
import { trackCalls } from "@/server/testing/pending-calls";

let database: TestDatabase;
let stores: Stores;
let settled: () => Promise<void>;
let tracked: Stores;

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "hosted desk test" });
  ({ tracked, settled } = trackCalls(stores));
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

const clock = createHandClock(atMillis(0));

hostedDeskContract(
  async () => ({ ...tracked, clock }),
  () => settled(),
);

parityContract(
  async () => ({ ...tracked, clock }),
  () => settled(),
);
