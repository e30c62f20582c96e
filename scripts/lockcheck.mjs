/**
 * The lock file must install anywhere: each optional dependency (the binaries of other
 * platforms) locked too, or npm 11's `npm ci` refuses it with EUSAGE; and no registry's
 * address in it, or it names somebody's own mirror.
 *
 *   node scripts/lockcheck.mjs
 */
import fs from "node:fs";
import { inRoot } from "./lib/paths.mjs";

const { packages } = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8"));

/** npm looks for a dependency beside the package that wants it, then one level further out, and so on. */
function isLocked(from, name) {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${place === "" ? "" : `${place}/`}node_modules/${name}`] !== undefined) return true;
    if (place === "") return false;
  }
}

const faults = [];
for (const [place, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!isLocked(place, name)) faults.push(`${place || "package.json"} wants ${name}@${version}, which is not locked`);
  }
  if (/^https?:/.test(entry.resolved ?? "")) faults.push(`${place} names an address: ${entry.resolved}`);
}
for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0 ? `The lock is complete: ${Object.keys(packages).length} packages` : "The lock is not complete",
);
process.exit(faults.length === 0 ? 0 : 1);
