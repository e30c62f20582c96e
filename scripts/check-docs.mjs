/**
 * A path named in a document exists: in backticks or as a link, in README, AGENTS and docs/.
 *
 *   node scripts/check-docs.mjs
 */
import fs from "node:fs";
import { missingPaths } from "./lib/doc-paths.mjs";
import { inRoot } from "./lib/paths.mjs";

const documents = [
  ...["README.md", "AGENTS.md"].filter((file) => fs.existsSync(inRoot(file))),
  ...fs
    .readdirSync(inRoot("docs"), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const exists = (file) => fs.existsSync(inRoot(file));
const faults = documents.flatMap((document) => {
  const missing = missingPaths({ document, text: fs.readFileSync(inRoot(document), "utf8"), exists });
  return missing.map((file) => `${document} names ${file}, which does not exist`);
});
for (const fault of faults) console.error(fault);
console.log(`${documents.length} documents, ${faults.length} paths that do not exist`);
process.exit(documents.length > 0 && faults.length === 0 ? 0 : 1);
