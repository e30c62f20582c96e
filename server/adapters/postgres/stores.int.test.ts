/** The stores on a real PostgreSQL keep the contracts. */
import { afterAll, beforeAll, describe } from "vitest";
import { micros } from "@/server/domain/micros";
import { systemClock } from "@/server/platform/clock";
import type { Clock } from "@/server/ports/clock";
import { deskReaderContract } from "@/server/testing/contracts/desk-reader";
import { deskStoreContract } from "@/server/testing/contracts/desk-store";
import { marketStoreContract } from "@/server/testing/contracts/market-store";
import { modelStoreContract } from "@/server/testing/contracts/model-store";
import { performanceReaderContract } from "@/server/testing/contracts/performance-reader";
import { predictionStoreContract } from "@/server/testing/contracts/prediction-store";
import { systemStoreContract } from "@/server/testing/contracts/system-store";
import { tapeIndexContract } from "@/server/testing/contracts/tape-index";
import { trainingStoreContract } from "@/server/testing/contracts/training-store";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { createPostgresStores, type Stores } from "./stores";

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "tests" });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

const clock: Clock = { nowMicros: () => micros(systemClock.nowMicros()), every: () => () => {} };
const setup = async () => ({ ...stores, clock });

describe("desks", () => {
  deskStoreContract(setup);
});
describe("reading desks", () => {
  deskReaderContract(setup);
  performanceReaderContract(setup);
});
describe("markets", () => {
  marketStoreContract(setup);
});
describe("the system", () => {
  systemStoreContract(setup);
});
describe("models", () => {
  modelStoreContract(setup);
  trainingStoreContract(setup);
  predictionStoreContract(setup);
});
describe("tape files", () => {
  tapeIndexContract(setup);
});
