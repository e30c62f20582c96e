/**
 * Writes the SQL between two versions of prisma/schema, without a database and without
 * Prisma's native engine. Copy what it prints into prisma/migrations/<time>_<name>/migration.sql
 * and read it: it is a draft.
 *
 *   node scripts/migration-diff.mjs empty           from nothing to the schema as it is now
 *   node scripts/migration-diff.mjs HEAD            from the schema of a commit to the one now
 */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { inModules, inRoot, root } from "./lib/paths.mjs";

const schemaDir = "prisma/schema";

const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" });

function schemaNow() {
  const names = fs.readdirSync(inRoot(schemaDir)).filter((name) => name.endsWith(".prisma"));
  return names.map((name) => ({ path: name, content: fs.readFileSync(inRoot(schemaDir, name), "utf8") }));
}

function schemaOf(commit) {
  const files = git("ls-tree", "--name-only", commit, `${schemaDir}/`)
    .split("\n")
    .filter((file) => file.endsWith(".prisma"));
  return files.map((file) => ({ path: file.slice(schemaDir.length + 1), content: git("show", `${commit}:${file}`) }));
}

/** Prisma's results in a box, as its driver adapters give them. */
const ok = (value) => ({ ok: true, value, map: (change) => ok(change(value)), flatMap: (change) => change(value) });

/** Stands where a connection would be; the engine asks it for the server's version and nothing else. */
const version = { columnNames: ["exists", "version", "numeric_version"], columnTypes: [5, 7, 0] };
const connection = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => ok({ ...version, rows: [[true, "PostgreSQL 18.4", 180004]] }),
  executeRaw: async () => ok(0),
  executeScript: async () => ok(undefined),
  getConnectionInfo: () => ok({ schemaName: "public", supportsRelationJoins: true }),
  dispose: async () => ok(undefined),
};
const adapter = {
  provider: "postgres",
  adapterName: "none",
  connect: async () => ok(connection),
  connectToShadowDb: async () => ok(connection),
  errorRegistry: { consumeError: () => undefined },
};

async function loadEngine() {
  const folder = inModules("@prisma", "schema-engine-wasm");
  const bindings = await import(`${folder}/schema_engine_bg.js`);
  const wasm = fs.readFileSync(`${folder}/schema_engine_bg.wasm`);
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings });
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

const [from = "HEAD"] = process.argv.slice(2);
const now = schemaNow();
const { SchemaEngine } = await loadEngine();
const engine = await SchemaEngine.new(
  { datamodels: now.map(({ path, content }) => [path, content]) },
  () => {},
  adapter,
);
const { stdout } = await engine.diff({
  from: from === "empty" ? { tag: "empty" } : { tag: "schemaDatamodel", files: schemaOf(from) },
  to: { tag: "schemaDatamodel", files: now },
  script: true,
  shadowDatabaseUrl: null,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(stdout);
process.exit(0);
