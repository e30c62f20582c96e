import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const skipped = ["**/node_modules/**", "**/.next/**", "**/dist/**", "**/.data/**"];

/** One project per rung of proof; the file name says which: x.test, x.int.test, x.replay.test, x.e2e.test. */
const project = (name, include, more = {}) => ({
  extends: true,
  test: { name, include, exclude: [...skipped, ...(more.exclude ?? [])], ...more.test },
});

export default defineConfig({
  resolve: { alias: { "@": root.replace(/\/$/, "") } },
  test: {
    pool: "forks",
    // Against hanging, not for speed: CI machines are slow and shared.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    projects: [
      project("unit", ["**/*.test.{ts,tsx,mjs}"], {
        exclude: ["**/*.{int,replay,e2e}.test.*"],
      }),
      project("replay", ["**/*.replay.test.ts"], { test: { testTimeout: 600_000 } }),
      project("integration", ["**/*.int.test.{ts,mjs}"], {
        test: { testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false },
      }),
      project("e2e", ["**/*.e2e.test.ts"], {
        test: { testTimeout: 240_000, hookTimeout: 240_000, fileParallelism: false },
      }),
    ],
  },
});
