/**
 * Where PostgreSQL runs and as whom. It refuses to run as root, so as root we look for
 * another identity and a place it can reach, in this order:
 *  1. the user that already owns the data, else postgres, else nobody, if it can enter the checkout;
 *  2. a user namespace in which our files belong to such a user (works under a 0700 home);
 *  3. a copy of the programs, and the data, in /var/lib/tapedeck (containers forbid namespaces).
 */
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { postgresPackage } from "./pg-binaries.mjs";
import { Trouble } from "./trouble.mjs";

const sharedHome = "/var/lib/tapedeck";

/**
 * @param clusterDir  wanted folder of the cluster: data, password, log
 * @returns           `{ bin, clusterDir, id, wrap }`: `id` is for spawn, `wrap` a command to put before
 */
export function choosePlace(clusterDir) {
  const folder = postgresPackage();
  const bin = path.join(folder, "native", "bin");
  fs.mkdirSync(clusterDir, { recursive: true });
  if (process.platform === "win32" || process.getuid() !== 0) return { bin, clusterDir, id: {}, wrap: [] };

  const shared = sharedDir(clusterDir);
  const hasMoved = fs.existsSync(path.join(shared, "data")); // an earlier start went there: so does this one
  const id = otherIdentity(path.join(hasMoved ? shared : clusterDir, "data"));
  if (hasMoved) return { ...sharedPlace(folder, shared), id, wrap: [] };
  const isReachable = canReach(path.join(bin, "postgres"), id) && canReach(clusterDir, id);
  if (isReachable) return { bin, clusterDir, id, wrap: [] };

  const wrap = ["unshare", "--user", `--map-user=${id.uid}`, `--map-group=${id.gid}`, "--"];
  const trial = spawnSync(wrap[0], [...wrap.slice(1), path.join(bin, "postgres"), "--version"]);
  if (trial.status === 0) return { bin, clusterDir, id: {}, wrap };

  return { ...sharedPlace(folder, shared), id, wrap: [] };
}

function otherIdentity(data) {
  const owner = fs.statSync(data, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const lines = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  const todo = "run Tapedeck as an ordinary user, or set DATABASE_URL to a server of yours";
  throw new Trouble(
    `PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: ${todo}.`,
  );
}

function canReach(file, id) {
  return spawnSync("/bin/sh", ["-c", 'test -x "$0"', file], { ...id, cwd: "/" }).status === 0;
}

/** Where a cluster lives when nobody but root can enter its wanted folder and there are no namespaces. */
export function sharedDir(clusterDir) {
  const tag = crypto.createHash("sha256").update(clusterDir).digest("hex").slice(0, 12);
  return path.join(sharedHome, tag);
}

function sharedPlace(folder, clusterDir) {
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
  const programs = path.join(sharedHome, `postgresql-${version}`);
  if (!fs.existsSync(programs)) {
    const draft = `${programs}.${process.pid}`;
    fs.mkdirSync(sharedHome, { recursive: true, mode: 0o755 });
    fs.cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
    fs.renameSync(draft, programs);
  }
  fs.mkdirSync(clusterDir, { recursive: true, mode: 0o755 });
  return { bin: path.join(programs, "native", "bin"), clusterDir };
}
