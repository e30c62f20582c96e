import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli";

const folder = mkdtempSync(path.join(tmpdir(), "tapedeck-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
}

const tools = { signal: new AbortController().signal, say: () => {} };
const run = (...args: string[]) => runCli(args, tools);

/** Ten seconds of a small book that trades: enough to be a recording. */
function smallRecording(): string {
  const at = (millis: number) => 1_723_161_600_000_000 + millis * 1_000;
  const stream = (name: string, data: unknown) => JSON.stringify({ stream: `btcusdt@${name}`, data });
  const lines = [`${at(0)} {"lastUpdateId":1,"bids":[["60000.00","1.5"]],"asks":[["60000.01","2.5"]]}`];
  for (let i = 1; i <= 100; i++) {
    const millis = i * 100;
    const [E, U] = [1_723_161_600_000 + millis, i + 1];
    const book = { e: "depthUpdate", E, s: "BTCUSDT", U, u: U, b: [["60000.00", (1 + i / 100).toFixed(2)]], a: [] };
    const trade = { e: "trade", E, T: E, s: "BTCUSDT", t: i, p: "60000.00", q: "0.00100", m: true };
    lines.push(`${at(millis)} ${stream("depth@100ms", book)}`, `${at(millis)} ${stream("trade", trade)}`);
  }
  return file("small.gz", gzipSync(`${lines.join("\n")}\n`));
}

describe("the command line", () => {
  test("without a command, or asked for help, it shows every command", async () => {
    for (const args of [[], ["--help"], ["help"]]) {
      const { code, out } = await run(...args);
      expect(code).toBe(0);
      for (const name of ["replay", "strategies", "desks", "status", "kill"]) expect(out).toContain(`  ${name}`);
    }
  });

  test.each(["replay", "strategies", "desks", "status", "kill"])(
    "%s --help shows its call and options",
    async (name) => {
      const { code, out } = await run(name, "--help");
      expect(code).toBe(0);
      expect(out).toContain(`npm run tapedeck -- ${name}`);
      expect(out).toContain("--help");
    },
  );

  test.each([
    [["moon"], "there is no command moon; there are replay, strategies, desks, status, kill, queue-truth, prints"],
    [["replay"], "replay needs <recording>; see npm run tapedeck -- replay --help"],
    [["replay", "a", "b"], "replay takes 1 arguments, also was given b"],
    [["replay", "a", "--speed", "2"], "replay has no option --speed; see npm run tapedeck -- replay --help"],
    [["replay", "a", "--seed"], "--seed needs a value; see"],
    [["replay", "a", "--seed", "-1"], "--seed needs a value; one that begins with a dash is written --seed=-…; see"],
    [["replay", "a", "--json=yes"], "--json takes no value; see"],
    [["replay", "a", "--seed", "1", "--seed", "2"], "--seed may be given once, was given 2 times"],
    [["replay", "/no/such/file"], "there is no file or folder /no/such/file"],
  ])("%j is refused in a sentence", async (args, message) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`tapedeck: ${message}`);
  });

  test.each([
    [["--seed=-1"], '--seed must be a whole number of at least 0, was "-1"'],
    [["--seed", "1.5"], '--seed must be a whole number of at least 0, was "1.5"'],
    [["--queue", "moon"], "--queue must be riskAverse, log, power, power:<exponent> or touch, was moon"],
    [["--balance", "lots"], '--balance: an amount must be a plain decimal, was "lots"'],
    [["--strategy", "moon"], "there is no strategy moon; there are: order-flow-imbalance"],
    [["--param", "stopBps"], '--param must be name=number, was "stopBps"'],
    [["--param", "stopBps=0"], "stopBps must be a number from 1 to 1000 bps, was 0"],
    [["--strategy", "none", "--param", "stopBps=2"], "--param needs a strategy"],
  ])("%j names the rule and the value", async (args, message) => {
    const { code, err } = await run("replay", smallRecording(), ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("a file that is no recording is named with the reason", async () => {
    const { code, err } = await run("replay", file("words.gz", gzipSync("not a market\n")));
    expect(code).toBe(2);
    expect(err).toContain('words.gz: is no raw Binance recording: its first line is "not a market"');
  });

  test("a replay prints a table for people and a document for programs", async () => {
    const place = smallRecording();
    const table = await run("replay", place, "--strategy", "none");
    expect(table.code).toBe(0);
    expect(table.out).toContain("BTC/USDT");
    expect(table.out).toMatch(/Equity {7}10,000\.00 USDT to 10,000\.00 USDT/);

    const first = await run("replay", place, "--json");
    expect(await run("replay", place, "--json")).toEqual(first);
    const document = JSON.parse(first.out) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual([
      "recording",
      "settings",
      "events",
      "from",
      "to",
      "orders",
      "fills",
      "roundTrips",
      "signals",
      "equity",
      "bands",
      "digest",
    ]);
    // 3 snapshot rows, 100 updates, 100 trades, and the 10 whole seconds that pass.
    expect(document["events"]).toBe(213);
    expect(document["from"]).toBe("2024-08-09T00:00:00.000000Z");
    expect(document["digest"]).toMatch(/^[0-9a-f]{16}$/);
    expect(table.out).not.toContain(String(document["digest"]));
  });

  test("stopping ends a replay without a result", async () => {
    const stopped = await runCli(["replay", smallRecording()], { ...tools, signal: AbortSignal.abort() });
    expect(stopped).toEqual({ code: 2, out: "", err: "tapedeck: stopped" });
  });
});
