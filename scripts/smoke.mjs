/**
 * Two starts as a person does them, in this checkout: `npm start`, look, Ctrl-C, and again.
 * CI runs it in fresh clones, as root and as an ordinary user, in a folder with spaces.
 *
 *   node scripts/smoke.mjs
 */
import fs from "node:fs";
import { launch, until } from "./lib/launcher-run.mjs";
import { dataDir, root } from "./lib/paths.mjs";

const secondStartMsMax = 3_000;
const results = [];

function check(what, isTrue) {
  results.push(isTrue);
  console.log(`${isTrue ? "ok    " : "NOT OK"} ${what}`);
}

/** Processes that run something of this checkout, besides us. */
function remaining() {
  return fs.readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes(`${root}/`);
    } catch {
      return false;
    }
  });
}

async function start(which) {
  const since = performance.now();
  const run = launch(dataDir, { command: ["npm", "start"], env: { PORT: undefined } });
  const address = await run.address();
  const response = await fetch(address);
  const ms = Math.round(performance.now() - since);
  const text = await response.text();
  console.log(run.output().trimEnd());
  check(`the ${which} start shows a page (${response.status}, ${text.length} bytes) after ${ms} ms`, response.ok);
  run.pressCtrlC();
  await run.exit;
  const isEmpty = await until("all processes to leave", () => remaining().length === 0, 10_000).catch(() => false);
  check(`nothing is left after Ctrl-C ${isEmpty ? "" : remaining().join(" ")}`, isEmpty);
  return ms;
}

await start("first");
const ms = await start("second");
check(`the second start takes less than ${secondStartMsMax} ms: ${ms} ms`, ms < secondStartMsMax);
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);
