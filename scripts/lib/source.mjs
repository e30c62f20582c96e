/** Which market this Tapedeck shows: live, simulated or recorded, and why, in words for people. */
import fs from "node:fs";
import path from "node:path";
import { Trouble } from "./trouble.mjs";

const venueTime = "https://api.binance.com/api/v3/time";
const probeMsMax = 2_000; // a venue that needs longer for a time of day is no venue to trade on; also keeps starts short
const names = ["auto", "live", "simulated", "recorded"];
const speedMax = 100;

/** Asks the venue for its time. Never rejects: resolves to null when it answers, else to the reason. */
export async function probeVenue(address = venueTime, msMax = probeMsMax) {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(msMax) });
    if (response.ok) return null;
    return `Binance refused this address (HTTP ${response.status}), so this is a simulated market`;
  } catch {
    return "no venue could be reached, so this is a simulated market";
  }
}

/** @throws Trouble when the variables make no sense; called before anything that takes long */
export function readSourceSettings(env) {
  const wanted = env.TAPEDECK_SOURCE || "auto";
  if (!names.includes(wanted)) {
    throw new Trouble(`TAPEDECK_SOURCE must be one of ${names.join(", ")}, was "${wanted}".`);
  }
  const speed = Number(env.TAPEDECK_SPEED || 1);
  if (!(speed >= 1 && speed <= speedMax)) {
    throw new Trouble(`TAPEDECK_SPEED must be a number from 1 to ${speedMax}, was "${env.TAPEDECK_SPEED}".`);
  }
  return { wanted, speed, recording: wanted === "recorded" ? recordingOf(env) : null };
}

function recordingOf(env) {
  const given = env.TAPEDECK_RECORDING;
  if (!given) {
    throw new Trouble("TAPEDECK_SOURCE=recorded needs TAPEDECK_RECORDING=<file or folder> to say what to play.");
  }
  const file = path.resolve(given);
  if (!fs.existsSync(file)) {
    throw new Trouble(`The recording ${file} does not exist: correct TAPEDECK_RECORDING, a file or folder.`);
  }
  return file;
}

/**
 * @param settings  from readSourceSettings
 * @param probed    from probeVenue; only looked at when the choice is ours
 * @returns         `{ source, reason, recording, speed }`
 */
export function resolveSource({ wanted, speed, recording }, probed) {
  const market = { speed, recording };
  if (wanted === "recorded") {
    return { ...market, source: wanted, reason: `playing the recording ${path.basename(recording)} at ${speed}x` };
  }
  if (wanted !== "auto") return { ...market, source: wanted, reason: `chosen by TAPEDECK_SOURCE=${wanted}` };
  if (probed === null) return { ...market, source: "live", reason: "Binance answers, so this is the live market" };
  return { ...market, source: "simulated", reason: probed };
}
