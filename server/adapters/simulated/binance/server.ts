/**
 * Serves venue models over Binance's REST and WebSocket protocols, on loopback, with Tapedeck's own controls: spot,
 * USD-M (below /fapi) and COIN-M (below /dapi), each as if it were the venue's own host.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { MarketClock } from "@/server/adapters/simulated/clock";
import type { Product } from "@/server/domain/instrument";
import { Chaos } from "./chaos";
import { answerControl, type FlashCrash } from "./control";
import { emptyVenue } from "./empty-venue";
import { Front } from "./front";
import { isFromLoopback } from "./loopback";
import { answerRest, prepareRest, REST_PREFIXES } from "./rest";
import { streamProduct } from "./sockets";
import type { VenueModel } from "./venue-model";

export type MarketServer = Readonly<{ url: string; port: number; close: () => Promise<void> }>;

export type MarketServerOptions = Readonly<{
  /** What `/tapedeck/source` tells of; of any product. */
  model: VenueModel;
  /** Served beside it: of other products. */
  others?: readonly VenueModel[];
  clock: MarketClock;
  /** 0 takes a free one. */
  port: number;
  flashCrash?: FlashCrash;
}>;

const MESSAGE_BYTES_MAX = 65_536;
const PRODUCTS: readonly Product[] = ["spot", "linear", "inverse"];

type Fronts = ReadonlyMap<Product, Front>;
type Parts = MarketServerOptions & Readonly<{ chaos: Chaos; fronts: Fronts; disconnectAll: () => void }>;

/** @throws Error when the port is taken */
export async function startMarketServer(options: MarketServerOptions): Promise<MarketServer> {
  const { model, others = [], clock } = options;
  const chaos = new Chaos(clock);
  const fronts = openFronts([model, ...others], { clock, chaos });
  const disconnectAll = () => {
    for (const front of fronts.values()) front.sockets.disconnectAll();
  };
  const parts: Parts = { ...options, chaos, fronts, disconnectAll };
  const http = createServer((request, response) => {
    handle(request, response, parts).catch((error: unknown) => {
      reply(response, 500, { code: -1000, msg: error instanceof Error ? error.message : "error" });
    });
  });
  const upgrades = acceptUpgrades(http, fronts);
  await listen(http, options.port);
  for (const front of fronts.values()) front.start();
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      for (const front of fronts.values()) front.stop();
      chaos.end();
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

/** One for each product; those that nobody serves list nothing, so that a client may look everywhere. */
function openFronts(
  models: readonly VenueModel[],
  shared: Readonly<{ clock: MarketClock; chaos: Chaos }>,
): ReadonlyMap<Product, Front> {
  const nowMillis = () => Math.floor(shared.clock.nowMicros() / 1_000);
  return new Map(
    PRODUCTS.map((product) => {
      const model = models.find((one) => one.product === product) ?? emptyVenue(product, nowMillis);
      return [product, new Front({ model, ...shared })] as const;
    }),
  );
}

function acceptUpgrades(http: Server, fronts: Fronts): WebSocketServer {
  const upgrades = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const front = frontFor(request, fronts);
    const refused = !isFromLoopback(request) ? "403 Forbidden" : front === undefined ? "404 Not Found" : null;
    if (refused !== null) return void socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\n\r\n`);
    upgrades.handleUpgrade(request, socket, head, (connection) => front?.sockets.add(connection, request));
  });
  return upgrades;
}

function frontFor(request: IncomingMessage, fronts: Fronts): Front | undefined {
  const product = streamProduct(request.url ?? "/");
  return product === null ? undefined : fronts.get(product);
}

/** By its path; what is no product's is spot's to refuse. */
function frontOf(fronts: Fronts, pathname: string): Front | undefined {
  const product = PRODUCTS.find((one) => pathname.startsWith(REST_PREFIXES[one]));
  return fronts.get(product ?? "spot");
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
  const front = frontOf(parts.fronts, pathname);
  if (front === undefined) return reply(response, 404, { code: -1000, msg: `${pathname} is not served here` });
  await prepareRest(front.model, pathname, searchParams);
  const answer = answerRest(front.model, pathname, searchParams);
  const used = front.useWeight(answer.weight, performance.now());
  response.setHeader("x-mbx-used-weight", String(used));
  response.setHeader("x-mbx-used-weight-1m", String(used));
  if (used <= front.weightMax) return reply(response, answer.status, answer.body);
  response.setHeader("retry-after", "60");
  return reply(response, 429, {
    code: -1003,
    msg: `Too much request weight used; current limit is ${front.weightMax} request weight per 1 MINUTE.`,
  });
}

function reply(response: ServerResponse, status: number, body: string | object): void {
  response.writeHead(status, { "content-type": "application/json;charset=UTF-8", "cache-control": "no-store" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
