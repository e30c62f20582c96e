/**
 * Stops PostgreSQL when its launcher died without doing so (kill -9). The server is in a
 * session of its own, so nothing else would. It waits a moment first: a start that follows
 * at once adopts the server, becomes its owner, and this keeper leaves it alone.
 *
 * A shell, not a Node: it waits for months in one megabyte.
 */
import { spawn } from "node:child_process";

const graceSeconds = 3;

// $1 owner file, $2 our launcher's token, $3 grace, $4 pg_ctl, $5 data folder
const script = `read -r word
[ "$word" = leave ] && exit 0
sleep "$3"
[ "$(cat "$1")" = "$2" ] && exec "$4" -D "$5" -m fast -w stop`;

/**
 * @param place  from choosePlace
 * @param files  `owner`: file with the token of the launcher in charge; `token`: ours; `data`: the cluster's data
 * @returns      `release()`: our launcher stops or hands over by itself
 */
export function keepWatch(place, { owner, token, data }) {
  if (process.platform === "win32") return { release() {} };
  const args = [owner, token, String(graceSeconds), `${place.bin}/pg_ctl`, data];
  const [command, ...rest] = [...place.wrap, "/bin/sh", "-c", script, "tapedeck-keeper", ...args];
  // Our end of its input closes with us, however we go.
  const keeper = spawn(command, rest, { ...place.id, cwd: "/", detached: true, stdio: ["pipe", "ignore", "ignore"] });
  keeper.on("error", () => {}); // without a shell a killed launcher leaves the server to the next start
  keeper.stdin.on("error", () => {});
  keeper.unref();
  keeper.stdin.unref?.();
  return { release: () => keeper.stdin.end("leave\n") };
}
