import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  // Only the generator runs through this file; migrations are applied by scripts/lib/migrate.mjs.
  datasource: { url: "postgresql://localhost/none" },
});
