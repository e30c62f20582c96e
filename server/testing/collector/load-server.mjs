/**
 * A venue that sends as fast as it is told: Binance's protocol, made-up updates with an unbroken chain of ids, in
 * a thread of its own so that its work is not counted as the collector's.
 */
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { WebSocketServer } from "ws";

const { symbols, perSecond, levels } = workerData;
const SNAPSHOT_LEVELS = 1_000;
const TRADE_EVERY = 5;

const books = new Map(symbols.map((symbol) => [symbol, { id: 1_000, trade: 1 }]));
const price = (ticks) => (ticks / 100).toFixed(8);
const filters = [
  { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01" },
  { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "9000", stepSize: "0.00001" },
  { filterType: "NOTIONAL", minNotional: "5" },
];
const listing = (symbol) => {
  const [base, quote] = [symbol.slice(0, -4), symbol.slice(-4)];
  const status = { status: "TRADING", isSpotTradingAllowed: true, permissions: ["SPOT"], orderTypes: ["LIMIT"] };
  return { symbol, baseAsset: base, quoteAsset: quote, baseAssetPrecision: 8, quotePrecision: 8, filters, ...status };
};

function depth(symbol) {
  const side = (sign) =>
    Array.from({ length: SNAPSHOT_LEVELS }, (_, i) => [price(1_000_000 + sign * (i + 1)), "1.00000000"]);
  return { lastUpdateId: books.get(symbol).id, bids: side(-1), asks: side(1) };
}

const bodies = {
  "/api/v3/exchangeInfo": () => ({
    timezone: "UTC",
    serverTime: Date.now(),
    rateLimits: [],
    symbols: symbols.map(listing),
  }),
  "/api/v3/time": () => ({ serverTime: Date.now() }),
  "/api/v3/klines": () => [],
};

let n = 0;
function message() {
  const symbol = symbols[n % symbols.length];
  const book = books.get(symbol);
  const E = Date.now();
  if (n++ % TRADE_EVERY === 0) {
    return { e: "trade", E, s: symbol, t: book.trade++, p: price(1_000_001), q: "0.01000000", T: E, m: false, M: true };
  }
  const side = (sign) =>
    Array.from({ length: levels / 2 }, (_, i) => [
      price(1_000_000 + sign * (1 + ((n + i * 7) % 60))),
      `${1 + (n % 5)}.00000000`,
    ]);
  return { e: "depthUpdate", E, s: symbol, U: book.id + 1, u: ++book.id, b: side(-1), a: side(1) };
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  const body = url.pathname === "/api/v3/depth" ? depth(url.searchParams.get("symbol")) : bodies[url.pathname]?.();
  response.writeHead(body ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? {}));
});
const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(JSON.stringify({ result: null, id: JSON.parse(data).id })));
});

let sent = 0;
let startedAt = 0;
/** Sends what is due by now, so that the rate holds whatever the timer's grain. */
function pump(limit) {
  const due = Math.min(limit, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
  for (; sent < due; sent++) {
    const text = JSON.stringify(message());
    for (const socket of sockets.clients) socket.send(text);
  }
  if (sent < limit) setTimeout(pump, 1, limit);
  else parentPort.postMessage({ type: "sent", sent, seconds: (performance.now() - startedAt) / 1_000 });
}
parentPort.on("message", ({ count }) => {
  sent = 0;
  startedAt = performance.now();
  pump(count);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage({ type: "ready", port: server.address().port }));
