/** Replays of recorded sessions through the command line: the same input is the same run, to the last byte. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import { atMillis } from "@/server/testing/market-builder";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { openRecordedMarket } from "./recorded-blocks";
import { runCli } from "./run-cli";

const tools = { signal: new AbortController().signal, say: () => {} };

type Document = Readonly<{
  events: number;
  digest: string;
  orders: Readonly<{ count: number; rows: readonly Readonly<{ filled: string; state: string }>[] }>;
  fills: Readonly<{ count: number }>;
  roundTrips: Readonly<{ rows: readonly Readonly<{ pnl: string }>[] }>;
  bands: Readonly<Record<"pessimistic" | "base" | "optimistic", LaneTold>>;
  equity: Readonly<{ total: string; cash: string; inventoryAtCost: string; unrealised: string }>;
}>;

async function replayed(file: string, ...options: string[]): Promise<Document> {
  const { code, out, err } = await runCli(["replay", `${RECORDINGS}/${file}`, "--json", ...options], tools);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Document;
}

type LaneTold = Readonly<{ queue: string; total: string; fills: number; ordersClosed: number; ordersFilled: number }>;

const hundredMillionths = (text: string): bigint => BigInt(text.replace(".", ""));

test.skipIf(!haveRecordings).each([["spot/btcusdt_20240808.gz"], ["spot/ethusdt_20240808.gz"]])(
  "%s twice gives the same bytes, and money that adds up",
  async (file) => {
    const first = await replayed(file);
    expect(await replayed(file)).toEqual(first);
    expect(first.events).toBeGreaterThan(100_000);
    // Entries lie 300 s apart by default, and the recording lasts not much longer.
    expect(first.orders.count).toBeGreaterThan(2);
    const { total, cash, inventoryAtCost, unrealised } = first.equity;
    expect(hundredMillionths(cash) + hundredMillionths(inventoryAtCost) + hundredMillionths(unrealised)).toBe(
      hundredMillionths(total),
    );
  },
);

test.skipIf(!haveRecordings)("another process comes to the same bytes", async () => {
  const args = ["replay", `${RECORDINGS}/spot/btcusdt_20240808.gz`, "--json"];
  const { out } = await runCli(args, tools);
  const there = execFileSync(process.execPath, ["--import", "tsx", "workers/cli.ts", ...args], { encoding: "utf8" });
  expect(there).toBe(`${out}\n`);
});

test.skipIf(!haveRecordings)("another seed, queue model or balance is another run", async () => {
  const file = "spot/btcusdt_20240808.gz";
  const digests = [
    await replayed(file),
    await replayed(file, "--seed", "2"),
    await replayed(file, "--queue", "riskAverse"),
    await replayed(file, "--balance", "20000"),
    await replayed(file, "--strategy", "none"),
  ].map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(5);
});

test.skipIf(!haveRecordings)(
  "the bands of one run are what runs of their own under the three models come to",
  async () => {
    const file = "spot/ethusdt_20240808.gz";
    const { bands } = await replayed(file);
    for (const lane of [bands.pessimistic, bands.base, bands.optimistic]) {
      const alone = await replayed(file, "--queue", lane.queue);
      expect({ total: lane.total, fills: lane.fills }).toEqual({ total: alone.equity.total, fills: alone.fills.count });
      const ended = alone.orders.rows.filter(({ state }) => ["FILLED", "CANCELLED", "EXPIRED"].includes(state));
      expect(lane.ordersClosed).toBe(ended.length);
      expect(lane.ordersFilled).toBe(ended.filter(({ state }) => state === "FILLED").length);
    }
    expect(bands.optimistic.total).not.toBe(bands.pessimistic.total);
  },
);

test.skipIf(!haveRecordings)("a tape of a session is the same market, to the digest", async () => {
  const place = `${RECORDINGS}/spot/btcusdt_20240808.gz`;
  const market = await openRecordedMarket(place);
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "replay-tape-"));
  try {
    const tapes = createFileTapes({ root, clock: createHandClock(atMillis(0)) });
    const header = { instruments: market.instruments, kinds: {}, facts: {} };
    const writer = tapes.create("session", header, { onTrouble: () => {}, onFile: () => {} });
    for await (const block of market.blocks()) writer.append(block, 0, block.length);
    await writer.close();
    const { code, out, err } = await runCli(["replay", "--tape", path.join(root, "session"), "--json"], tools);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const taped = JSON.parse(out) as Document;
    const straight = await replayed("spot/btcusdt_20240808.gz");
    expect(taped).toMatchObject({ digest: straight.digest, events: straight.events });
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
});

test.skipIf(!haveRecordings)("a folder of sessions is one market", async () => {
  const { code, out, err } = await runCli(["replay", `${RECORDINGS}/spot`, "--strategy", "none", "--json"], tools);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { recording } = JSON.parse(out) as { recording: { instruments: { symbol: string }[]; notes: string[] } };
  expect(recording.instruments.map(({ symbol }) => symbol).toSorted()).toEqual(["BTC/USDT", "ETH/USDT"]);
});
