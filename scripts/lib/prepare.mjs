/** Everything between a fresh clone and programs that can run; each part is skipped when its stamp fits. */
import fs from "node:fs";
import path from "node:path";
import { buildBundles } from "./bundles.mjs";
import { generateClient } from "./generate.mjs";
import { installDependencies } from "./install.mjs";
import { takeLock } from "./lock.mjs";
import { dataDir, inModules, stateDir } from "./paths.mjs";
import { Trouble } from "./trouble.mjs";
import { buildWeb } from "./web-build.mjs";

const firstStartBytes = 2_000_000_000; // node_modules, its download, the build and an empty database
const laterBytes = 200_000_000;
const pollMs = 200;

/** @throws Trouble when the data cannot be written or the disk is nearly full */
export function assertDisk() {
  for (const dir of new Set([stateDir, dataDir])) {
    const probe = path.join(dir, `.probe-${process.pid}`);
    try {
      fs.mkdirSync(dir, { recursive: true });
      fs.writeFileSync(probe, "");
      fs.rmSync(probe);
    } catch (cause) {
      if (cause.code === "ENOSPC") throw diskTrouble(dir, { freeBytes: 0, neededBytes: laterBytes, cause });
      const todo = "make it belong to the user who runs this, or set TAPEDECK_DATA_DIR to a folder that does";
      throw new Trouble(`${dir} cannot be written (${cause.code}): ${todo}.`, { cause });
    }
  }
  const neededBytes = fs.existsSync(inModules("next")) ? laterBytes : firstStartBytes;
  const { bavail, bsize } = fs.statfsSync(stateDir);
  assertRoom(stateDir, { freeBytes: bavail * bsize, neededBytes });
}

export function assertRoom(dir, { freeBytes, neededBytes }) {
  if (freeBytes < neededBytes) throw diskTrouble(dir, { freeBytes, neededBytes });
}

function diskTrouble(dir, { freeBytes, neededBytes, cause }) {
  const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  const room = `has ${megabytes(freeBytes)} left, ${megabytes(neededBytes)} are needed`;
  return new Trouble(`The disk under ${dir} ${room}: free some space and run the command again.`, { cause });
}

/** `npm start` and `npm test` at the same time must not install or build over each other. */
async function withPrepareLock({ printer: { say }, signal }, work) {
  const file = path.join(stateDir, "prepare.lock");
  let lock = takeLock(file);
  if (lock.holder) say(`  waiting for another Tapedeck command (process ${lock.holder.pid}) to finish building`);
  while (lock.holder) {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    lock = takeLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/**
 * @param options  `printer`; `signal`: begin nothing more; `needsWeb`: build the pages too;
 *                 `afterInstall`: what can fail early (the database) runs before what takes long (the build)
 */
export async function prepare(options) {
  const { printer, needsWeb, afterInstall = async () => {} } = options;
  assertDisk();
  await withPrepareLock(options, () => printer.step("Dependencies", installDependencies));
  await afterInstall();
  await withPrepareLock(options, async () => {
    await printer.step("Client", generateClient);
    await printer.step("Programs", buildBundles);
    if (needsWeb) await printer.step("Web", buildWeb);
  });
}
