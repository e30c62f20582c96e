/** Serves a venue model over Binance spot's REST and WebSocket protocol, on loopback, with Tapedeck's own controls. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { z } from "zod";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import { Chaos, chaosOrder } from "./chaos";
import { isDerived, publishDerived } from "./derived-streams";
import { answerRest } from "./rest";
import { Sockets } from "./sockets";
import type { VenueModel } from "./venue-model";

export type MarketServer = Readonly<{ url: string; port: number; close: () => Promise<void> }>;

export type MarketServerOptions = Readonly<{
  model: VenueModel;
  clock: MarketClock;
  /** 0 takes a free one. */
  port: number;
  flashCrash?: (symbol: string, course: Readonly<{ depth: number; seconds: number }>) => void;
}>;

const DERIVED_MICROS = 500_000;
const BODY_BYTES_MAX = 16_384;
/** Request weight a minute, as the venue's; beyond it answers are 429. */
const WEIGHT_MAX = 6_000;
const MINUTE_MILLIS = 60_000;

const crashOrder = z.object({
  symbol: z.string().max(20),
  depthPercent: z.number().gt(0).max(90),
  seconds: z.number().min(1).max(3_600),
});

/** @throws Error when the port is taken */
export async function startMarketServer(options: MarketServerOptions): Promise<MarketServer> {
  const { model, clock } = options;
  const chaos = new Chaos(clock);
  const sockets = new Sockets(chaos);
  const weights = new Weights();
  const http = createServer((request, response) => {
    handle(request, response, { ...options, chaos, sockets, weights }).catch((error: unknown) => {
      reply(response, 500, JSON.stringify({ code: -1000, msg: error instanceof Error ? error.message : "error" }));
    });
  });
  const upgrades = new WebSocketServer({ server: http, maxPayload: BODY_BYTES_MAX });
  upgrades.on("connection", (socket, request) => sockets.add(socket, request));
  upgrades.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen({ port: options.port, host: "127.0.0.1" }, () => {
      http.off("error", reject);
      resolve();
    });
  });
  model.start((stream, data) => sockets.publish(stream, data));
  const stopDerived = every(clock, () => {
    for (const stream of sockets.wanted())
      if (isDerived(stream)) publishDerived(model, stream, (name, text) => sockets.publish(name, text));
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      stopDerived();
      model.stop();
      chaos.end();
      sockets.close();
      upgrades.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

type Parts = MarketServerOptions & Readonly<{ chaos: Chaos; sockets: Sockets; weights: Weights }>;

async function handle(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const url = new URL(request.url ?? "/", "http://market");
  if (url.pathname.startsWith("/tapedeck/")) return control(request, response, parts);
  if (request.method !== "GET")
    return reply(response, 405, JSON.stringify({ code: -1000, msg: "This market takes no orders: GET only" }));
  const answer = answerRest(parts.model, url.pathname, url.searchParams);
  const used = parts.weights.use(answer.weight, performance.now());
  response.setHeader("x-mbx-used-weight-1m", String(used));
  if (used > WEIGHT_MAX) {
    response.setHeader("retry-after", "60");
    return reply(
      response,
      429,
      JSON.stringify({
        code: -1003,
        msg: "Too much request weight used; current limit is 6000 request weight per 1 MINUTE.",
      }),
    );
  }
  return reply(response, answer.status, answer.body);
}

async function control(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  const route = `${request.method ?? "GET"} ${new URL(request.url ?? "/", "http://market").pathname}`;
  const { model, chaos, sockets, flashCrash } = parts;
  if (route === "GET /tapedeck/source") return reply(response, 200, JSON.stringify(model.source()));
  if (route === "GET /tapedeck/chaos")
    return reply(response, 200, JSON.stringify({ order: chaos.order, touched: chaos.touched }));
  if (route === "POST /tapedeck/chaos") {
    const order = chaosOrder.safeParse(await bodyOf(request));
    if (!order.success) return reply(response, 400, JSON.stringify({ error: z.prettifyError(order.error) }));
    chaos.begin(order.data);
    if (order.data.disconnect) sockets.disconnectAll();
    return reply(response, 200, JSON.stringify({ order: chaos.order }));
  }
  if (route === "POST /tapedeck/flash-crash") {
    const order = crashOrder.safeParse(await bodyOf(request));
    if (!order.success) return reply(response, 400, JSON.stringify({ error: z.prettifyError(order.error) }));
    const { symbol, depthPercent, seconds } = order.data;
    if (flashCrash === undefined || !model.listings.some((listing) => listing.symbol === symbol)) {
      return reply(
        response,
        400,
        JSON.stringify({ error: `${symbol} cannot crash here: it is recorded or not listed` }),
      );
    }
    flashCrash(symbol, { depth: depthPercent / 100, seconds });
    return reply(response, 200, JSON.stringify(order.data));
  }
  return reply(response, 404, JSON.stringify({ error: `${route} is not served here` }));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json;charset=UTF-8", "cache-control": "no-store" });
  response.end(body);
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

function every(clock: MarketClock, act: () => void): () => void {
  let cancel = () => {};
  const turn = () => {
    act();
    cancel = clock.after(DERIVED_MICROS, turn);
  };
  cancel = clock.after(DERIVED_MICROS, turn);
  return () => cancel();
}
