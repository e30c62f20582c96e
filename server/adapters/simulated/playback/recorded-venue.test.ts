import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { levelsText } from "@/server/adapters/simulated/binance/wire";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { type Diff, Follower } from "@/server/adapters/simulated/testing/follower";
import { leapingClock } from "@/server/adapters/simulated/testing/leaping-clock";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { openRecording } from "./open-recording";
import { createRecordedVenue } from "./recorded-venue";

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
  ])("%s is refused in words", async (name, content, message) => {
    await expect(openRecording(write(name, content))).rejects.toThrow(message);
  });
});

/** One instrument's trade at an offset; its exchange time is ahead of the recorder's clock by so much. */
const tradeLine = (symbol: string, offset: number, ahead = 0) =>
  line(offset, {
    stream: `${symbol.toLowerCase()}@trade`,
    data: {
      e: "trade",
      E: (at + offset + ahead) / 1000,
      s: symbol,
      t: offset,
      p: "10.50000000",
      q: "1.00000000",
      T: (at + offset + ahead) / 1000,
      m: true,
      M: true,
    },
  });
const DAY = 86_400_000_000;

describe("the time of a playback", () => {
  // The recorder's clock of 2024 is 1.24 to 1.28 s behind the venue (data/INDEX.md).
  test("is never before the exchange says a message was made", async () => {
    const text = tradeLine("BTCUSDT", 0, 1_240_000) + tradeLine("BTCUSDT", 500_000, 1_280_000);
    const waits: number[] = [];
    const venue = await createRecordedVenue({
      place: write("ahead.gz", gzipSync(text)),
      speed: 1,
      clock: leapingClock(),
    });
    await new Promise<void>((resolve) => {
      venue.start((stream, data) => {
        if (!stream.endsWith("@trade")) return;
        waits.push(venue.nowMillis() - (JSON.parse(data) as { E: number }).E);
        if (waits.length === 2) resolve();
      });
    });
    expect(waits).toEqual([40, 0]);
    expect(venue.source().endsAtMs).toBe((at + 500_000 + 1_280_000) / 1_000);
  });

  test("is the wall's time at speed 1 and a hundred times it at 100", async () => {
    const place = write("speed.gz", gzipSync(tradeLine("BTCUSDT", 0) + tradeLine("BTCUSDT", 60_000_000)));
    for (const speed of [1, 100]) {
      const clock = new ManualClock(5_000_000);
      const venue = await createRecordedVenue({ place, speed, clock });
      const before = venue.nowMillis();
      clock.advance(100_000);
      expect(venue.nowMillis() - before).toBe(100 * speed);
    }
  });
});

describe("a folder", () => {
  const inFolder = (files: Record<string, string>): string => {
    const place = mkdtempSync(path.join(tmpdir(), "session "));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(place, name), gzipSync(text));
    return place;
  };

  test("is played as one: instruments beside one another, sessions split at midnight joined, in order of time", async () => {
    const place = inFolder({
      "a_day2.gz": tradeLine("AAAUSDT", 40_000_000),
      "a_day1.gz": tradeLine("AAAUSDT", 0) + tradeLine("AAAUSDT", 20_000_000),
      "b.gz": tradeLine("BBBUSDT", 10_000_000) + tradeLine("BBBUSDT", 30_000_000),
    });
    const played: string[] = [];
    const { venue, notes } = await playThrough(place, (stream) => played.push(stream));
    expect(played.filter((stream) => stream.endsWith("@trade"))).toEqual(
      ["aaausdt", "bbbusdt", "aaausdt", "bbbusdt", "aaausdt"].map((symbol) => `${symbol}@trade`),
    );
    expect(venue.listings.map(({ symbol }) => symbol)).toEqual(["AAAUSDT", "BBBUSDT"]);
    expect(notes.join()).toMatch(/AAAUSDT has no snapshot: its book is built from the updates alone/);
  });

  test("with sessions months apart plays the longest and says what it leaves out", async () => {
    const place = inFolder({
      "old.gz": tradeLine("AAAUSDT", 0),
      "new.gz": tradeLine("AAAUSDT", 90 * DAY) + tradeLine("AAAUSDT", 90 * DAY + 50_000_000),
      "broken.gz": "ts,open\n1,2\n",
    });
    const { venue, notes } = await playThrough(place);
    expect(venue.trades("AAAUSDT", 10)).toHaveLength(2);
    expect(notes.join("\n")).toMatch(/Left out: .*old\.gz is of another session, 2023-11-14; play it by its own name/);
    expect(notes.join("\n")).toMatch(/Left out: .*broken\.gz: is no raw Binance recording/);
  });
});

test("aggregate trades of the recording are not made a second time", async () => {
  const own = line(10, { stream: "btcusdt@aggTrade", data: { e: "aggTrade", E: at / 1000, s: "BTCUSDT", a: 1 } });
  const played: string[] = [];
  await playThrough(write("agg.gz", gzipSync(tradeLine("BTCUSDT", 0) + own)), (stream) => played.push(stream));
  expect(played).toEqual(["btcusdt@trade", "btcusdt@aggTrade"]);
});

const defects = path.resolve("../shared/data/defects");

describe.skipIf(!existsSync(defects))("broken files as they are found (../shared/data/defects)", () => {
  test.each(existsSync(defects) ? readdirSync(defects) : [])(
    "%s is refused by its name, with the reason",
    async (name) => {
      await expect(openRecording(path.join(defects, name))).rejects.toThrow(
        new RegExp(`${name.replaceAll(".", "\\.")}: is (a Git LFS pointer|no raw Binance recording)`),
      );
    },
  );
});

type Ticker = Readonly<{ u: number; b: string; B: string; a: string; A: string }>;

/** Follows one instrument as a client does, and asks of each recorded touch whether the served book shows it. */
class TouchWitness {
  readonly follower = new Follower();
  samples = 0;
  equal = 0;
  #told: Ticker[] = [];

  see(stream: string, data: string): void {
    if (stream === "bookTicker") this.#told.push(JSON.parse(data) as Ticker);
    if (stream !== "depth@100ms") return;
    const diff = JSON.parse(data) as Diff;
    this.follower.apply(diff);
    // The last ticker within this diff's ids tells the touch that the diff leads to.
    const told = this.#told.filter(({ u }) => u <= diff.u && u >= diff.U).at(-1);
    this.#told = this.#told.filter(({ u }) => u > diff.u);
    if (told === undefined || this.follower.lastUpdateId !== diff.u) return;
    const { bids, asks } = this.follower.top(1);
    this.samples += 1;
    const isBid = bids[0]?.[0] === Number(told.b) && bids[0]?.[1] === told.B;
    if (isBid && asks[0]?.[0] === Number(told.a) && asks[0]?.[1] === told.A) this.equal += 1;
  }
}

describe.skipIf(!haveRecordings)("the recorded Binance session of 2024-08-08 (../shared/data)", () => {
  // Guarantee: what is served is what was recorded. Top of book rebuilt from the served snapshot and diffs
  // equals the recorded bookTicker at the same update ids in at least 99 % of samples, over midnight too.
  test("gives back the recorded touch of both instruments", async () => {
    const venue = await createRecordedVenue({ place: path.join(RECORDINGS, "spot"), speed: 1, clock: leapingClock() });
    const witnesses = new Map(venue.listings.map(({ symbol }) => [symbol.toLowerCase(), new TouchWitness()] as const));
    for (const listing of venue.listings) {
      const { lastUpdateId, bids, asks } = venue.depth(listing.symbol, 5_000);
      const parse = (levels: typeof bids) => JSON.parse(levelsText(listing, levels)) as [string, string][];
      witnesses
        .get(listing.symbol.toLowerCase())
        ?.follower.begin({ lastUpdateId, bids: parse(bids), asks: parse(asks) });
    }
    await new Promise<void>((resolve) => {
      venue.start((stream, data) => {
        const at = stream.indexOf("@");
        witnesses.get(stream.slice(0, at))?.see(stream.slice(at + 1), data);
      });
      const look = setInterval(() => {
        if (!venue.source().ended) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
    expect([...witnesses.keys()].sort()).toEqual(["btcusdt", "ethusdt"]);
    // Binance's steps of that day: BTCUSDT 0.01 and 0.00001, ETHUSDT 0.01 and 0.0001.
    expect(venue.listings.map(({ priceDecimals, sizeDecimals }) => [priceDecimals, sizeDecimals])).toEqual(
      venue.listings.map(({ base }) => (base === "BTC" ? [2, 5] : [2, 4])),
    );
    for (const { follower, samples, equal } of witnesses.values()) {
      expect(follower.breaks).toBe(0);
      expect(samples).toBeGreaterThan(4_000);
      expect(equal / samples).toBeGreaterThanOrEqual(0.99);
    }
  });
});
