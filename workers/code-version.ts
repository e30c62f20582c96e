import fs from "node:fs";
import path from "node:path";

/** Commit that is checked out, or the package's version where there is no repository. */
export function codeVersion(root = process.cwd()): string {
  try {
    const head = fs.readFileSync(path.join(root, ".git", "HEAD"), "utf8").trim();
    if (!head.startsWith("ref: ")) return head;
    return fs.readFileSync(path.join(root, ".git", head.slice("ref: ".length)), "utf8").trim();
  } catch {
    return versionOfPackage(root);
  }
}

function versionOfPackage(root: string): string {
  try {
    const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { version?: string };
    return version ?? "unknown";
  } catch {
    return "unknown";
  }
}
