import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { levelsText } from "@/server/adapters/simulated/binance/wire";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { type Diff, Follower } from "@/server/adapters/simulated/testing/follower";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { openRecording } from "./open-recording";
import { createRecordedVenue } from "./recorded-venue";

/** Time that jumps to whatever is waited for: a recording plays as fast as it can be read. */
function leapingClock(): MarketClock {
  let now = 1_000_000;
  return {
    nowMicros: () => now,
    after: (delay, callback) => {
      now += Math.max(0, Math.ceil(delay));
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  };
}

const folder = mkdtempSync(path.join(tmpdir(), "recordings "));
const at = 1_700_000_000_000_000;
const line = (offset: number, body: object) => `${at + offset} ${JSON.stringify(body)}\n`;
const diff = (offset: number, [U, u]: [number, number], bids: [string, string][]) =>
  line(offset, {
    stream: "btcusdt@depth@100ms",
    data: { e: "depthUpdate", E: at / 1000, s: "BTCUSDT", U, u, b: bids, a: [] },
  });
const small =
  diff(0, [1, 5], [["100.01000000", "1.00000000"]]) +
  line(50, { lastUpdateId: 7, bids: [["100.00000000", "2.50000000"]], asks: [["100.02000000", "1.00000000"]] }) +
  diff(100, [6, 9], [["100.00000000", "3.00000000"]]) +
  line(150, {
    stream: "btcusdt@trade",
    data: {
      e: "trade",
      E: at / 1000,
      s: "BTCUSDT",
      t: 11,
      p: "100.02000000",
      q: "0.25000000",
      T: at / 1000,
      m: false,
      M: true,
    },
  });

function write(name: string, content: Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Plays to the end and gives what was published. */
async function playThrough(place: string, onMessage: (stream: string, data: string) => void = () => {}) {
  const notes: string[] = [];
  let ended: () => void = () => {};
  const end = new Promise<void>((resolve) => (ended = resolve));
  const onNote = (note: string) => {
    notes.push(note);
    if (note === "The recording has ended") ended();
  };
  const venue = await createRecordedVenue({ place, speed: 1, clock: leapingClock(), onNote });
  venue.start(onMessage);
  await end;
  return { venue, notes };
}

describe("a recording", () => {
  test("is served as it was recorded: snapshot before its time, messages in order, trades as bars", async () => {
    const file = write("small.gz", gzipSync(small));
    const streams: string[] = [];
    const { venue } = await playThrough(file, (stream) => streams.push(stream));
    expect(streams).toEqual(["btcusdt@depth@100ms", "btcusdt@depth@100ms", "btcusdt@trade", "btcusdt@aggTrade"]);
    expect(venue.depth("BTCUSDT", 5)).toEqual({ lastUpdateId: 9, bids: [[10_000, 300]], asks: [[10_002, 100]] });
    expect(venue.trades("BTCUSDT", 5)).toMatchObject([{ id: 11, ticks: 10_002 }]);
    expect(venue.source()).toMatchObject({ source: "recorded", label: "RECORDED 2023-11-14 x1", ended: true });
  });

  test("that breaks off is played as far as it goes, and says where", async () => {
    const whole = gzipSync(small.repeat(400));
    const file = write("cut.gz", whole.subarray(0, whole.length - 20));
    const { notes } = await playThrough(file);
    expect(notes.join("\n")).toMatch(/cut\.gz breaks off after \d+ lines \(unexpected end of file\)/);
  });

  test.each([
    [
      "lfs.gz",
      Buffer.from("version https://git-lfs.github.com/spec/v1\n"),
      /lfs\.gz: is a Git LFS pointer and not the recording itself/,
    ],
    ["csv.gz", gzipSync("ts,open\n1,2\n"), /csv\.gz: is no raw Binance recording: its first line is "ts,open"/],
    ["empty.gz", gzipSync(""), /empty\.gz: no market message in its first 0 lines/],
    [
      "usdm.gz",
      gzipSync(line(0, { stream: "btcusdt@depth@0ms", data: { E: 1, s: "BTCUSDT", U: 1, u: 2, pu: 0, b: [], a: [] } })),
      /futures book/,
    ],
  ])("%s is refused in words", async (name, content, message) => {
    await expect(openRecording(write(name, content))).rejects.toThrow(message);
  });
});

const recorded = path.join(RECORDINGS, "spot/btcusdt_20240808.gz");

describe.skipIf(!haveRecordings)("the recorded Binance session of 2024-08-08 (../shared/data)", () => {
  // Guarantee: what is served is what was recorded. Top of book rebuilt from the served snapshot and
  // diffs equals the recorded bookTicker at the same update id range in at least 99 % of samples.
  test("rebuilt top of book equals the recorded bookTicker", async () => {
    const follower = new Follower();
    let [samples, equal] = [0, 0];
    let pending: { u: number; b: string; B: string; a: string; A: string }[] = [];
    const clock = leapingClock();
    const venue = await createRecordedVenue({ place: recorded, speed: 1, clock });
    const [listing] = venue.listings;
    if (listing === undefined) throw new Error("the recording lists nothing");
    const { lastUpdateId, bids, asks } = venue.depth("BTCUSDT", 5_000);
    const parse = (levels: typeof bids) => JSON.parse(levelsText(listing, levels)) as [string, string][];
    follower.begin({ lastUpdateId, bids: parse(bids), asks: parse(asks) });
    await new Promise<void>((resolve) => {
      venue.start((stream, data) => {
        if (stream === "btcusdt@bookTicker") pending.push(JSON.parse(data) as (typeof pending)[number]);
        else if (stream === "btcusdt@depth@100ms") {
          const diff = JSON.parse(data) as Diff;
          follower.apply(diff);
          // The last ticker at or below this diff's end tells the touch that the diff leads to.
          const told = pending.filter(({ u }) => u <= diff.u && u >= diff.U).at(-1);
          pending = pending.filter(({ u }) => u > diff.u);
          const { bids: b, asks: a } = follower.top(1);
          if (told !== undefined && follower.lastUpdateId === diff.u) {
            samples += 1;
            if (
              b[0]?.[0] === Number(told.b) &&
              a[0]?.[0] === Number(told.a) &&
              b[0]?.[1] === told.B &&
              a[0]?.[1] === told.A
            )
              equal += 1;
          }
        }
        if (venue.source().ended) resolve();
      });
      const look = setInterval(() => {
        if (!venue.source().ended) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
    expect(follower.breaks).toBe(0);
    expect(samples).toBeGreaterThan(2_000);
    expect(equal / samples).toBeGreaterThanOrEqual(0.99);
  });
});
