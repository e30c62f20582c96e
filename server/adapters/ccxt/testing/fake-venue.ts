/** As much of Binance's protocol as the connection uses, on loopback, misbehaving on command. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

const listing = (base: string, step: string) => ({
  symbol: `${base}USDT`,
  status: "TRADING",
  baseAsset: base,
  quoteAsset: "USDT",
  baseAssetPrecision: 8,
  quotePrecision: 8,
  isSpotTradingAllowed: true,
  permissions: ["SPOT"],
  orderTypes: ["LIMIT", "MARKET"],
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.01000000", maxPrice: "1000000.00000000", tickSize: "0.01000000" },
    { filterType: "LOT_SIZE", minQty: step, maxQty: "9000.00000000", stepSize: step },
    { filterType: "NOTIONAL", minNotional: "5.00000000" },
  ],
});

const BODIES: Readonly<Record<string, () => unknown>> = {
  "/api/v3/exchangeInfo": () => ({
    timezone: "UTC",
    serverTime: Date.now(),
    rateLimits: [],
    symbols: [listing("BTC", "0.00001000"), listing("ETH", "0.00010000")],
  }),
  "/api/v3/time": () => ({ serverTime: Date.now() + 5_000 }),
  "/api/v3/depth": () => ({ lastUpdateId: 42, bids: [["100.00", "1.00000"]], asks: [["100.01", "2.00000"]] }),
  "/api/v3/klines": () => [
    [1_700_000_040_000, "10.00", "11.00", "9.50", "10.50", "1.23456789", 1_700_000_099_999, "12.9", 7, "0", "0", "0"],
  ],
};

export type FakeVenue = Readonly<{
  url: string;
  /** Requests to subscribe so far, as sent. */
  subscriptions: () => readonly unknown[];
  send: (text: string) => void;
  /** Cuts all connections. */
  cut: () => void;
  /** Answers REST with 503 from now on. */
  failRest: () => void;
  /** Refuses every subscription from now on. */
  refuse: () => void;
  close: () => Promise<void>;
}>;

export async function startFakeVenue(): Promise<FakeVenue> {
  const subscriptions: unknown[] = [];
  const state = { isFailing: false, isRefusing: false };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    answer(response, state.isFailing ? undefined : BODIES[path]?.());
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket: WebSocket) => {
    socket.on("message", (data: Buffer) => {
      const request = JSON.parse(data.toString()) as { id: number };
      subscriptions.push(request);
      const reply = state.isRefusing ? { error: { code: 2, msg: "Invalid request" } } : { result: null };
      socket.send(JSON.stringify({ ...reply, id: request.id }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscriptions: () => subscriptions,
    send: (text) => {
      for (const socket of sockets.clients) socket.send(text);
    },
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    failRest: () => {
      state.isFailing = true;
    },
    refuse: () => {
      state.isRefusing = true;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(body === undefined ? 503 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? { code: -1, msg: "unavailable" }));
}
