/**
 * The one file, with entry.mjs, that must parse on any Node which knows modules:
 * it tells people with an old Node what to do. ES2015 syntax only.
 */
const needed = { major: 20, minor: 19 };

/**
 * @param version  as in `process.versions.node`, e.g. "20.19.1"
 * @returns        a sentence for the person who runs an old Node, or null
 */
export function nodeProblem(version) {
  const parts = version.split(".").map(Number);
  const isOld = parts[0] < needed.major || (parts[0] === needed.major && parts[1] < needed.minor);
  if (!isOld) return null;
  return (
    "Tapedeck needs Node " +
    needed.major +
    "." +
    needed.minor +
    " or newer, this is Node " +
    version +
    ": install a newer one (https://nodejs.org/en/download) and run the command again."
  );
}
