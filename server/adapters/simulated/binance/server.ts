/** Serves a venue model over Binance spot's REST and WebSocket protocol, on loopback, with Tapedeck's own controls. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { Chaos } from "./chaos";
import { answerControl, type FlashCrash } from "./control";
import { DERIVED_STEP_MILLIS, DerivedStreams } from "./derived-streams";
import { isFromLoopback } from "./loopback";
import { answerRest, prepareRest } from "./rest";
import { SlowDepth, slowNameOf } from "./slow-depth";
import { isStreamPath, Sockets } from "./sockets";
import type { VenueModel } from "./venue-model";

export type MarketServer = Readonly<{ url: string; port: number; close: () => Promise<void> }>;

export type MarketServerOptions = Readonly<{
  model: VenueModel;
  clock: MarketClock;
  /** 0 takes a free one. */
  port: number;
  flashCrash?: FlashCrash;
}>;

const MESSAGE_BYTES_MAX = 65_536;
/** Request weight a minute, as the venue's; beyond it answers are 429. */
const WEIGHT_MAX = 6_000;
const MINUTE_MILLIS = 60_000;
/** Steps of the timer in one message of the slow depth stream. */
const SLOW_DEPTH_STEPS = 1_000 / DERIVED_STEP_MILLIS;

type Parts = MarketServerOptions & Readonly<{ chaos: Chaos; sockets: Sockets; weights: Weights }>;

/** @throws Error when the port is taken */
export async function startMarketServer(options: MarketServerOptions): Promise<MarketServer> {
  const { model, clock } = options;
  const chaos = new Chaos(clock);
  const sockets = new Sockets(chaos);
  const parts: Parts = { ...options, chaos, sockets, weights: new Weights() };
  const http = createServer((request, response) => {
    handle(request, response, parts).catch((error: unknown) => {
      reply(response, 500, { code: -1000, msg: error instanceof Error ? error.message : "error" });
    });
  });
  const upgrades = acceptUpgrades(http, sockets);
  await listen(http, options.port);
  const stopStreams = startStreams(parts);
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      stopStreams();
      model.stop();
      chaos.end();
      sockets.close();
      upgrades.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function listen(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen({ port, host: "127.0.0.1" }, () => {
      http.off("error", reject);
      resolve();
    });
  });
}

function acceptUpgrades(http: Server, sockets: Sockets): WebSocketServer {
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = !isFromLoopback(request)
      ? "403 Forbidden"
      : isStreamPath(request.url ?? "/")
        ? null
        : "404 Not Found";
    if (refused !== null) return void socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\n\r\n`);
    upgrades.handleUpgrade(request, socket, head, (connection) => sockets.add(connection, request));
  });
  return upgrades;
}

/** Lets the model's messages out, and makes those that come on a timer. */
function startStreams({ model, clock, sockets }: Parts): () => void {
  const slow = new SlowDepth();
  const publish = (stream: string, data: string) => sockets.publish(stream, data);
  const derived = new DerivedStreams(model, publish);
  model.start((stream, data) => {
    publish(stream, data);
    const slowName = slowNameOf(stream);
    if (slowName !== null && sockets.wanted().has(slowName)) slow.add(slowName, data);
  });
  let steps = 0;
  let cancel = () => {};
  const turn = () => {
    steps += 1;
    derived.step(sockets.wanted());
    if (steps % SLOW_DEPTH_STEPS === 0) slow.flush(publish);
    cancel = clock.after(DERIVED_STEP_MILLIS * 1_000, turn);
  };
  cancel = clock.after(DERIVED_STEP_MILLIS * 1_000, turn);
  return () => cancel();
}

async function handle(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://market");
  if (!isFromLoopback(request))
    return reply(response, 403, { code: -1000, msg: "This market serves this machine only" });
  if (pathname.startsWith("/tapedeck/")) {
    const { status, body } = await answerControl(request, pathname, parts);
    return reply(response, status, body);
  }
  if (request.method !== "GET") {
    return reply(response, 405, { code: -1000, msg: "This market takes no orders: GET only" });
  }
  await prepareRest(parts.model, pathname, searchParams);
  const answer = answerRest(parts.model, pathname, searchParams);
  const used = parts.weights.use(answer.weight, performance.now());
  response.setHeader("x-mbx-used-weight", String(used));
  response.setHeader("x-mbx-used-weight-1m", String(used));
  if (used <= WEIGHT_MAX) return reply(response, answer.status, answer.body);
  response.setHeader("retry-after", "60");
  return reply(response, 429, {
    code: -1003,
    msg: `Too much request weight used; current limit is ${WEIGHT_MAX} request weight per 1 MINUTE.`,
  });
}

function reply(response: ServerResponse, status: number, body: string | object): void {
  response.writeHead(status, { "content-type": "application/json;charset=UTF-8", "cache-control": "no-store" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Request weight of the running minute. */
class Weights {
  #used = 0;
  #since = 0;

  use(weight: number, nowMillis: number): number {
    if (nowMillis - this.#since > MINUTE_MILLIS) {
      this.#used = 0;
      this.#since = nowMillis;
    }
    this.#used += weight;
    return this.#used;
  }
}
