/** The paths of this repository that a document names. Pure. */
import path from "node:path";

const folders = [
  "app",
  "components",
  "deploy",
  "docs",
  "models",
  "prisma",
  "public",
  "scripts",
  "server",
  "workers",
  ".ci",
];

/** What a person would take for a path of ours: it begins with a folder of ours, or is a file at the root. A bare x.ts is a manner of speaking. */
const isOurs = (text) =>
  folders.some((folder) => text === folder || text.startsWith(`${folder}/`)) || /^[\w.-]+\.(md|json|mjs)$/.test(text);

/** `a/b.ts:12`, `a/b.ts#part` and `a/` name a/b.ts and a. */
const tidied = (text) => text.replace(/[:#].*$/, "").replace(/\/$/, "");

/** Placeholders and patterns are not paths. */
const isPattern = (text) => /[*<>{}…\s|$]/.test(text) || text.includes("...");

/**
 * @param options  `document`: its path; links are relative to it, backticks to the root;
 *                 `exists(path)`: seen from the root
 * @returns        the named paths that do not exist, each once
 */
export function missingPaths({ document, text, exists }) {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "");
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, inner]) => inner).filter(isOurs);
  const linked = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^([a-z]+:|#|\/)/.test(target))
    .map((target) => path.posix.join(path.posix.dirname(document), tidied(target)));
  const named = [...quoted.filter((file) => !isPattern(file)).map(tidied), ...linked];
  // A bare file name may mean one of the document's own folder.
  const isThere = (file) => exists(file) || exists(path.posix.join(path.posix.dirname(document), file));
  return [...new Set(named)].filter((file) => !isThere(file));
}
