import { afterAll, beforeAll } from "vitest";
import { createPostgresStores, type Stores } from "@/server/adapters/postgres/stores";
import { pastPricesContract } from "@/server/testing/contracts/past-prices";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";

let database: TestDatabase;
let stores: Stores;

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 2, applicationName: "past prices test" });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

pastPricesContract(async () => stores);
