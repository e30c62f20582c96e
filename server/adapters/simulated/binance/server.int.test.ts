import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue, type SimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { type Diff, Follower, type Snapshot } from "@/server/adapters/simulated/testing/follower";
import { type MarketServer, startMarketServer } from "./server";

let server: MarketServer;
let model: SimulatedVenue;
let clock: ManualClock;

beforeAll(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 20, 10) * 1_000);
  model = createSimulatedVenue({ seed: 5, clock });
  server = await startMarketServer({ model, clock, port: 0, flashCrash: model.flashCrash });
});

afterAll(() => server.close());

type Client = Readonly<{
  socket: WebSocket;
  said: string[];
  until: (holds: (text: string) => boolean) => Promise<string>;
}>;

/** A client that keeps what it was told; `until` gives the first message that fits, moving market time on. */
async function connect(path: string): Promise<Client> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}${path}`);
  const said: string[] = [];
  let wake = () => {};
  socket.on("message", (data: Buffer) => {
    said.push(data.toString("utf8"));
    wake();
  });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const until = async (holds: (text: string) => boolean): Promise<string> => {
    for (;;) {
      const found = said.find(holds);
      if (found !== undefined) return found;
      clock.advance(20_000);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setImmediate(resolve);
      });
    }
  };
  return { socket, said, until };
}

let lastId = 0;
const ask = async (client: Client, method: string, params: string[]): Promise<unknown> => {
  const id = ++lastId;
  client.socket.send(JSON.stringify({ method, params, id }));
  const { id: answered, ...answer } = JSON.parse(await client.until((text) => text.includes(`"id":${id}`))) as {
    id: number;
  };
  expect(answered).toBe(id);
  return answer;
};

/** A request with headers that `fetch` would not send. */
function status(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${server.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("subscribes, lists and unsubscribes as Binance does", async () => {
  const client = await connect("/ws/0");
  expect(await ask(client, "SUBSCRIBE", ["btcusdt@trade", "ethusdt@bookTicker"])).toEqual({ result: null });
  expect(await ask(client, "LIST_SUBSCRIPTIONS", [])).toEqual({
    result: ["btcusdt@trade", "ethusdt@bookTicker"],
  });
  expect(JSON.parse(await client.until((text) => text.includes('"e":"trade"')))).toMatchObject({
    s: "BTCUSDT",
    M: true,
  });
  expect(await ask(client, "UNSUBSCRIBE", ["btcusdt@trade"])).toEqual({ result: null });
  expect(await ask(client, "LIST_SUBSCRIPTIONS", [])).toEqual({ result: ["ethusdt@bookTicker"] });
  expect(await ask(client, "JUMP", [])).toMatchObject({ error: { code: 2 } });
  expect(await ask(client, "SUBSCRIBE", ["no stream"])).toMatchObject({ error: { code: 2 } });
  client.socket.send("{");
  expect(JSON.parse(await client.until((text) => text.includes('"code":3')))).toHaveProperty("error.code", 3);
  client.socket.close();
});

test("combined streams say which stream a message is of, single ones do not", async () => {
  const combined = await connect("/stream?streams=btcusdt@aggTrade/solusdt@depth@100ms");
  expect(JSON.parse(await combined.until((text) => text.includes("aggTrade")))).toMatchObject({
    stream: "btcusdt@aggTrade",
    data: { e: "aggTrade", s: "BTCUSDT" },
  });
  const single = await connect("/ws/solusdt@depth@100ms");
  expect(JSON.parse(await single.until(() => true))).toMatchObject({ e: "depthUpdate", s: "SOLUSDT" });
  for (const { socket } of [combined, single]) socket.close();
});

test("the slow depth stream is as continuous as the fast one, and once a second", async () => {
  const client = await connect("/ws/ethusdt@depth");
  const snapshot = (await (await fetch(`${server.url}/api/v3/depth?symbol=ETHUSDT&limit=5000`)).json()) as Snapshot;
  const follower = new Follower();
  follower.begin(snapshot);
  await client.until(() => client.said.length >= 4);
  const diffs = client.said.map((text) => JSON.parse(text) as Diff & { E: number });
  for (const diff of diffs) follower.apply(diff);
  expect(follower.breaks).toBe(0);
  expect((diffs[3]?.E ?? 0) - (diffs[1]?.E ?? 0)).toBe(2_000);
  const { bids } = (await (await fetch(`${server.url}/api/v3/depth?symbol=ETHUSDT&limit=20`)).json()) as Snapshot;
  expect(follower.top(1).bids[0]?.[0]).toBeGreaterThan(0);
  expect(bids).toHaveLength(20);
  client.socket.close();
});

test("pages of other sites and other names for this machine are refused", async () => {
  expect(await status("/api/v3/ping", {})).toBe(200);
  expect(await status("/api/v3/ping", { host: "localhost:4000", origin: "http://127.0.0.1:3000" })).toBe(200);
  expect(await status("/api/v3/ping", { host: "evil.example" })).toBe(403);
  expect(await status("/tapedeck/chaos", { origin: "https://evil.example" }, "POST")).toBe(403);
  const refused = (path: string, origin?: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(
        `${server.url.replace("http", "ws")}${path}`,
        origin === undefined ? {} : { origin },
      );
      socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
      socket.once("open", () => resolve(101));
      socket.on("error", () => {});
    });
  expect(await refused("/ws/btcusdt@trade", "https://evil.example")).toBe(403);
  expect(await refused("/elsewhere")).toBe(404);
});

test("says how much weight was used, and refuses who asks far too much", async () => {
  const once = await fetch(`${server.url}/api/v3/ticker/24hr?symbol=BTCUSDT`);
  expect(Number(once.headers.get("x-mbx-used-weight-1m"))).toBeGreaterThan(0);
  let last = once;
  for (let i = 0; i < 300 && last.status === 200; i++) last = await fetch(`${server.url}/api/v3/exchangeInfo`);
  expect([last.status, last.headers.get("retry-after")]).toEqual([429, "60"]);
  expect(await last.json()).toMatchObject({ code: -1003 });
  // Controls have no weight.
  expect((await fetch(`${server.url}/tapedeck/source`)).status).toBe(200);
});

test("tells what it is, and a flash crash only where there is something to crash", async () => {
  const source = (await (await fetch(`${server.url}/tapedeck/source`)).json()) as Record<string, unknown>;
  expect(source).toMatchObject({ source: "simulated", label: "SIMULATED", session: "seed-5", speed: 1, ended: false });
  expect(source["symbols"]).toEqual(["BTCUSDT", "ETHUSDT", "SOLUSDT"]);
  const crash = (body: object) =>
    fetch(`${server.url}/tapedeck/flash-crash`, { method: "POST", body: JSON.stringify(body) });
  expect((await crash({ symbol: "BTCUSDT", depthPercent: 5, seconds: 20 })).status).toBe(200);
  expect((await crash({ symbol: "DOGEUSDT", depthPercent: 5, seconds: 20 })).status).toBe(400);
  expect((await crash({ symbol: "BTCUSDT", depthPercent: 500, seconds: 20 })).status).toBe(400);
});

test("one cut disconnects everybody, once", async () => {
  const client = await connect("/ws/btcusdt@trade");
  const closed = new Promise((resolve) => client.socket.once("close", resolve));
  await fetch(`${server.url}/tapedeck/chaos`, { method: "POST", body: JSON.stringify({ disconnect: true, forMs: 0 }) });
  await closed;
  const again = await connect("/ws/btcusdt@trade");
  expect(await again.until((text) => text.includes('"e":"trade"'))).toContain("BTCUSDT");
  again.socket.close();
});
