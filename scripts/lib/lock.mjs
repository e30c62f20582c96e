/**
 * A file that one process holds. It names its holder, so a holder that died (kill -9,
 * power) leaves nothing to clean up: the next one takes it over.
 */
import fs from "node:fs";
import path from "node:path";
import { isAlive, startMark } from "./processes.mjs";

const triesMax = 5;

function holderOf(file) {
  try {
    const holder = JSON.parse(fs.readFileSync(file, "utf8"));
    const isSame = isAlive(holder.pid) && (holder.mark === null || holder.mark === startMark(holder.pid));
    return isSame ? holder : null;
  } catch {
    return null; // gone, or torn by a crash in the middle of writing
  }
}

/** Fails with EEXIST when the file is there. A file system without links gets a copy, which is nearly as good. */
function place(draft, file) {
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (error.code === "EEXIST") throw error;
    fs.copyFileSync(draft, file, fs.constants.COPYFILE_EXCL);
  }
}

/**
 * @param facts  what others may want to know of the holder, e.g. its address
 * @returns      `{ holder }` when another live process has it, else `{ update(facts), release() }`
 */
export function takeLock(file, facts = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = (more) => JSON.stringify({ pid: process.pid, mark: startMark(process.pid), ...facts, ...more });
  // Written aside and linked: the file appears whole or not at all, and only for one of two rivals.
  const draft = `${file}.${process.pid}`;
  for (let attempt = 0; attempt < triesMax; attempt += 1) {
    fs.writeFileSync(draft, text({}));
    try {
      place(draft, file);
      fs.rmSync(draft);
      return {
        update(more) {
          fs.writeFileSync(draft, text(more));
          fs.renameSync(draft, file);
        },
        release: () => fs.rmSync(file, { force: true }),
      };
    } catch (error) {
      fs.rmSync(draft, { force: true });
      if (error.code !== "EEXIST") throw error;
    }
    const holder = holderOf(file);
    if (holder !== null) return { holder };
    fs.rmSync(file, { force: true });
  }
  throw new Error(`${file} could not be taken in ${triesMax} tries`);
}

/** The live holder of a lock, or null. */
export const lockHolder = holderOf;
