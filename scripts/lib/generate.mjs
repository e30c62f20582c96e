/** The database client that Prisma generates from prisma/schema. */
import fs from "node:fs";
import { inModules, inRoot, watchdog } from "./paths.mjs";
import { run } from "./processes.mjs";
import { contentHash, once } from "./stamp.mjs";

const output = "server/adapters/postgres/generated";

const env = {
  // The generator insists on a schema engine it never runs, and would download one: any file that exists will do.
  PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  CHECKPOINT_DISABLE: "1",
};

async function generate() {
  const cli = inModules("prisma", "build", "index.js");
  const sentence = "The database client could not be generated from prisma/schema: repair what Prisma says above.";
  await run(process.execPath, [...watchdog, cli, "generate", "--no-hints"], { env, sentence });
}

export async function generateClient(say) {
  const key = contentHash(["prisma/schema", "prisma.config.ts", "package-lock.json"]);
  const didRun = await once({ name: "generate", key, outputs: [output] }, generate);
  say(didRun ? output : "as the schema");
}

/** `npm run generate`: always, because a person who asks for it has a reason. */
export async function main() {
  await generate();
  console.log(`${output} has ${fs.readdirSync(inRoot(output)).length} entries`);
  return 0;
}
