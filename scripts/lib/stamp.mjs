/** A step is done once per content of what goes into it; the stamp remembers which. */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { inRoot, root, stateDir } from "./paths.mjs";

const isIgnored = (name) => name === "generated" || /\.(test|bench)\.\w+$/.test(name) || name.startsWith(".DS_");

function addPath(hash, file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || isIgnored(path.basename(file))) return;
  if (stat.isDirectory()) {
    for (const name of fs.readdirSync(file).sort()) addPath(hash, path.join(file, name));
    return;
  }
  hash
    .update(`${path.relative(root, file)}\0`)
    .update(fs.readFileSync(file))
    .update("\0");
}

/**
 * @param paths  files and folders of the checkout; tests and generated code do not count
 * @param facts  anything else the result depends on
 */
export function contentHash(paths, facts = []) {
  const hash = crypto.createHash("sha256").update(JSON.stringify(facts));
  for (const item of paths) addPath(hash, inRoot(item));
  return hash.digest("hex");
}

/**
 * Runs `work` unless the stamp says it was done for this key and its outputs are still there.
 *
 * @returns whether it ran
 */
export async function once({ name, key, outputs }, work) {
  const file = path.join(stateDir, "stamps", name);
  const isDone = outputs.every((output) => fs.existsSync(inRoot(output))) && readStamp(file) === key;
  if (isDone) return false;
  fs.rmSync(file, { force: true }); // a step that dies half way must not look done
  await work();
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, key);
  return true;
}

function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
}
