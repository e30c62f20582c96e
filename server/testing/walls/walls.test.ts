import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

// Guarantee: each wall of the house refuses a planted fault. A wall that silently stops
// matching is worse than none, so every rule is seen to fire, in a copy outside the tree.

const root = process.cwd();
const copy = mkdtempSync(path.join(tmpdir(), "tapedeck walls "));

type Fault = { wall: string; file: string; code: string; says: string };

type Diagnostic = { filename: string; code: string; message: string; help: string };

const importing = (
  ...[wall, file, target, says]: [wall: string, file: string, target: string, says: string]
): Fault => ({
  wall,
  file,
  code: `import { x } from "${target}";\nexport const y = x;\n`,
  says,
});

const lintFaults: readonly Fault[] = [
  importing("app takes services", "app/fault/page.tsx", "@/server/services/desks/desks", "Routes load and place"),
  importing("app takes an adapter", "app/fault/b.tsx", "@/server/adapters/postgres/stores", "Routes load and place"),
  importing("transport takes a service", "app/api/fault/route.ts", "@/server/services/x", "Transport reaches"),
  importing("components run server code", "components/desk/fault.tsx", "@/server/services/x", "never runs server code"),
  importing("components run the router", "components/desk/router.tsx", "@/server/trpc/root", "never runs server code"),
  importing("components take routes", "components/desk/routes.tsx", "@/app/page", "do not know routes"),
  importing("domain takes the engine", "server/domain/fault.ts", "@/server/engine/x", "domain sees nothing"),
  importing("domain takes a package", "server/domain/package.ts", "zod", "no package either"),
  importing("engine takes the platform", "server/engine/kernel/fault.ts", "@/server/platform/env", "The engine sees"),
  importing("features take the engine", "server/features/fault.ts", "@/server/engine/x", "Features see"),
  importing("strategies take services", "server/strategies/fault.ts", "@/server/services/x", "Strategies see"),
  importing("analysis takes the engine", "server/analysis/fault.ts", "@/server/engine/x", "Analysis sees"),
  importing("learning takes a service", "server/learning/fault.ts", "@/server/services/x", "Learning sees"),
  importing("ports take an adapter", "server/ports/fault.ts", "@/server/adapters/memory/x", "Ports see"),
  importing("ports name a technology", "server/ports/driver.ts", "pg", "name no technology"),
  importing("jobs take a service", "server/jobs/fault.ts", "@/server/services/x", "job catalog sees"),
  importing("platform takes the domain", "server/platform/fault.ts", "@/server/domain/micros", "platform sees nothing"),
  importing("venues take postgres", "server/adapters/venues/fault.ts", "@/server/adapters/postgres/x", "strangers"),
  importing(
    "ccxt takes venues",
    "server/adapters/ccxt/fault.ts",
    "@/server/adapters/venues/binance/mapper",
    "strangers",
  ),
  importing("simulated takes ccxt", "server/adapters/simulated/fault.ts", "@/server/adapters/ccxt/x", "strangers"),
  importing(
    "onnx takes trees",
    "server/adapters/onnx/fault.ts",
    "@/server/learning/model-family",
    "runtime that learning",
  ),
  importing("tape takes bus", "server/adapters/tape/fault.ts", "@/server/adapters/bus/x", "strangers"),
  importing("bullmq takes services", "server/adapters/bullmq/fault.ts", "@/server/services/x", "strangers"),
  importing("bus takes memory", "server/adapters/bus/fault.ts", "@/server/adapters/memory/x", "strangers"),
  importing("memory takes the engine", "server/adapters/memory/fault.ts", "@/server/engine/x", "strangers"),
  importing("postgres takes services", "server/adapters/postgres/fault.ts", "@/server/services/x", "strangers"),
  importing("another adapter takes Prisma", "server/adapters/bus/prisma.ts", "@prisma/client", "Only the postgres"),
  importing(
    "services take an adapter",
    "server/services/fault.ts",
    "@/server/adapters/postgres/x",
    "Services see ports",
  ),
  importing("services take a driver", "server/services/driver.ts", "bullmq", "Services see ports"),
  importing("procedures take adapters", "server/trpc/fault.ts", "@/server/adapters/postgres/x", "A procedure is"),
  importing("workers take pages", "workers/fault.ts", "@/components/ui/x", "does not know the pages"),
  importing("a path climbs out", "server/services/up.ts", "../domain/micros", "Cross folders through @/"),
  {
    wall: "the domain reads the clock",
    file: "server/domain/clock.ts",
    code: "export const t = () => Date.now();\n",
    says: "no-restricted-globals",
  },
  {
    wall: "the engine draws at random",
    file: "server/engine/random.ts",
    code: "export const r = () => Math.random();\n",
    says: "no-restricted-properties",
  },
  {
    wall: "features set a timer",
    file: "server/features/timer.ts",
    code: "export const t = () => setTimeout(() => 0, 1);\n",
    says: "no-restricted-globals",
  },
  {
    wall: "a service reads the environment",
    file: "server/services/env.ts",
    code: "export const e = process.env;\n",
    says: "no-process-env",
  },
  {
    wall: "the server prints",
    file: "server/services/print.ts",
    code: "console.log(1);\nexport {};\n",
    says: "no-console",
  },
  {
    wall: "a name in camel case",
    file: "server/services/camelCase.ts",
    code: "export const a = 1;\n",
    says: "filename-case",
  },
];

const compilerFaults: readonly Fault[] = [
  {
    wall: "the engine reads files",
    file: "server/engine/fs.ts",
    code: 'import "node:fs";\nexport {};\n',
    says: "TS2307|TS2591|TS2882",
  },
  {
    wall: "the engine waits",
    file: "server/engine/wait.ts",
    code: "export const t = setTimeout(() => 0, 1);\n",
    says: "TS2304|TS2584",
  },
  {
    wall: "the engine knows the process",
    file: "server/engine/process.ts",
    code: "export const p = process.pid;\n",
    says: "TS2591|TS2580",
  },
  { wall: "the engine prints", file: "server/engine/print.ts", code: "console.log(1);\nexport {};\n", says: "TS2584" },
  {
    wall: "the engine fetches",
    file: "server/engine/fetch.ts",
    code: 'export const f = fetch("x");\n',
    says: "TS2304",
  },
  {
    wall: "the engine takes jobs",
    file: "server/engine/jobs.ts",
    code: 'import "@/server/jobs/catalog";\nexport {};\n',
    says: "TS2307|TS6307|TS2882",
  },
  {
    wall: "the engine takes a package",
    file: "server/engine/package.ts",
    code: 'import { z } from "zod";\nexport const s = z;\n',
    says: "TS2307|TS6307",
  },
];

let lintSays: readonly Diagnostic[] = [];
let compilerSays = "";

const run = (script: string, args: string[]) =>
  spawnSync(process.execPath, [path.join(root, "node_modules", script), ...args], { cwd: copy, encoding: "utf8" });

function plant({ file, code }: Fault): void {
  mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
  writeFileSync(path.join(copy, file), code);
}

beforeAll(() => {
  cpSync(path.join(root, "tsconfig.json"), path.join(copy, "tsconfig.json"));
  // Walls need no types, and the type-aware half would want the dependencies beside the copy.
  const rules = JSON.parse(readFileSync(path.join(root, ".oxlintrc.json"), "utf8")) as { options: object };
  writeFileSync(path.join(copy, ".oxlintrc.json"), JSON.stringify({ ...rules, options: {} }));
  for (const folder of ["server/domain", "server/engine"]) {
    cpSync(path.join(root, folder), path.join(copy, folder), {
      recursive: true,
      filter: (f) => !f.endsWith(".tsbuildinfo"),
    });
  }
  lintFaults.forEach(plant);
  const lint = run("oxlint/bin/oxlint", ["--format=json"]);
  lintSays = (JSON.parse(lint.stdout) as { diagnostics: readonly Diagnostic[] }).diagnostics;
  for (const { file } of lintFaults) rmSync(path.join(copy, file));
  compilerFaults.forEach(plant);
  const tsc = run("typescript/bin/tsc", ["-p", "server/engine", "--noEmit", "--pretty", "false"]);
  compilerSays = tsc.stdout + tsc.stderr;
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test.each(lintFaults)("the linter refuses: $wall", ({ file, says }) => {
  const lines = lintSays.filter((d) => d.filename === file).map((d) => `${d.code} ${d.message} ${d.help}`);
  expect(lines.join("\n")).toMatch(new RegExp(says));
});

test.each(compilerFaults)("the compiler refuses: $wall", ({ file, says }) => {
  const lines = compilerSays.split("\n").filter((line) => line.includes(file));
  expect(lines.join("\n")).toMatch(new RegExp(says));
});
