import fc from "fast-check";
import { expect, test } from "vitest";
import { instrument } from "@/server/domain/instrument";
import { createBinanceMapper } from "./mapper";

const spec = (venueSymbol: string, tickSize: string, lotSize: string) =>
  instrument({
    venueId: "binance",
    symbol: `${venueSymbol.slice(0, 3)}/USDT`,
    venueSymbol,
    base: venueSymbol.slice(0, 3),
    quote: "USDT",
    version: 1,
    tickSize,
    lotSize,
    minNotional: "5",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });
const specs = [spec("BTCUSDT", "0.01", "0.00001"), spec("ETHUSDT", "0.01", "0.0001")];
const mapper = createBinanceMapper(specs);
const only = createBinanceMapper(specs.slice(0, 1));

// The texts are lines of Binance's own streams, as recorded on 2024-08-08 (spot, USD-M).
const SPOT_DEPTH =
  '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255308,"s":"BTCUSDT","U":50093239203,"u":50093239207,"b":[["55653.87000000","0.00000000"]],"a":[["61838.04000000","0.32332000"],["61844.30000000","0.40163000"]]}}';
const FUTURES_DEPTH =
  '{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"]],"a":[]}}';
const SPOT_TRADE =
  '{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}';

test("maps a spot depth update", () => {
  expect(mapper.map(SPOT_DEPTH)).toEqual({
    type: "depth",
    instrument: 0,
    exchangeAt: 1_723_161_255_308_000,
    firstId: 50_093_239_203,
    lastId: 50_093_239_207,
    previousId: null,
    bids: [5_565_387, 0],
    asks: [6_183_804, 32_332, 6_184_430, 40_163],
    irregular: 0,
  });
});

test("maps a futures depth update with its chain and its transaction time", () => {
  expect(mapper.map(FUTURES_DEPTH)).toMatchObject({
    exchangeAt: 1_723_161_256_298_000,
    previousId: 5_123_107_831_937,
    bids: [5_871_020, 1_400],
    asks: [],
  });
});

test("maps a trade: a buyer who was the maker means that a seller came", () => {
  expect(mapper.map(SPOT_TRADE)).toEqual({
    type: "trade",
    instrument: 0,
    exchangeAt: 1_723_161_255_342_000,
    tradeId: 3_735_683_259,
    priceTicks: 6_183_763,
    sizeLots: 2_000,
    aggressor: 1,
  });
  expect(mapper.map(SPOT_TRADE.replace('"m":true', '"m":false'))).toMatchObject({ aggressor: 0 });
});

test("maps an aggregate trade under its own id, and stamps in microseconds as such", () => {
  const text =
    '{"e":"aggTrade","E":1723161255343001,"a":12345,"s":"ETHUSDT","p":"2650.10","q":"1.5000","f":100,"l":105,"T":1723161255342999,"m":false,"M":true}';
  expect(mapper.map(text)).toMatchObject({
    type: "aggTrade",
    instrument: 1,
    tradeId: 12_345,
    exchangeAt: 1_723_161_255_342_999,
  });
});

test("maps a mark price with the funding that it announces", () => {
  const text =
    '{"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1680652701000,"s":"BTCUSDT","p":"28147.27373413","P":"28142.15563565","i":"28159.75642857","r":"0.00002754","T":1680652800000}}';
  expect(mapper.map(text)).toEqual({
    type: "mark",
    instrument: 0,
    exchangeAt: 1_680_652_701_000_000,
    priceTicks: 2_814_727,
    millionths: 373_413,
    funding: { rateE8: 2_754, at: 1_680_652_800_000_000 },
  });
});

// The one trade of the recorded USD-M sessions that the book knows nothing of: 28722.50 while it stood at 28147.
test("tells a trade of the venue's own fund from one of the book", () => {
  const text =
    '{"e":"trade","E":1680652874406,"T":1680652874400,"s":"BTCUSDT","t":3535191080,"p":"28722.50","q":"0.001","X":"INSURANCE_FUND","m":true}';
  expect(mapper.map(text)).toMatchObject({ type: "trade", tradeId: 3_535_191_080, isOffBook: true });
  expect(mapper.map(text.replace("INSURANCE_FUND", "MARKET"))).not.toHaveProperty("isOffBook");
});

test("maps a snapshot, whose instrument the caller knows", () => {
  const text = '{"lastUpdateId":160,"bids":[["61837.63","3.78826"]],"asks":[["61837.64","1.54698"]]}';
  expect(mapper.mapSnapshot(text, 0)).toEqual({
    type: "snapshot",
    instrument: 0,
    exchangeAt: null,
    lastId: 160,
    bids: [6_183_763, 378_826],
    asks: [6_183_764, 154_698],
    irregular: 0,
  });
  expect(only.map(text)).toMatchObject({ type: "snapshot", instrument: 0 });
  expect(mapper.map(text)).toMatchObject({ type: "unreadable", reason: "a snapshot that names no instrument" });
});

test.each([
  ['{"result":null,"id":1}', "answer"],
  ['{"u":1,"s":"BTCUSDT","b":"1","B":"1","a":"2","A":"1"}', "bookTicker"],
  ['{"stream":"btcusdt@forceOrder","data":{"e":"forceOrder","s":"BTCUSDT"}}', "forceOrder"],
  ['{"e":"trade","s":"DOGEUSDT"}', "trade of DOGEUSDT, which is not collected"],
])("leaves %s aside", (text, what) => {
  expect(mapper.map(text)).toEqual({ type: "other", what });
});

const unknownPlace = { instrument: null, isBook: false };
const btcBook = { instrument: 0, isBook: true };
const btcTrade = { instrument: 0, isBook: false };
test.each([
  ["", "Unexpected end of JSON input", unknownPlace],
  [SPOT_DEPTH.slice(0, 150), "JSON", btcBook],
  [SPOT_TRADE.replace(",", ""), "JSON", btcTrade],
  ["[1]", "a message must be a JSON object", unknownPlace],
  ['{"error":{"code":2,"msg":"Invalid request"},"id":1}', "the venue reports an error", unknownPlace],
  ['{"x":1}', "a message of no known kind", unknownPlace],
  [SPOT_DEPTH.replace("50093239203", '"x"'), 'U must be an update or trade id, was "x"', btcBook],
  [SPOT_DEPTH.replace("50093239203", "50093239208"), "U must not exceed u", btcBook],
  [SPOT_DEPTH.replace("61838.04000000", "61838.x"), "a decimal number is needed", btcBook],
  [SPOT_DEPTH.replace("0.32332000", "1e3"), "a decimal of at least 0 is needed", btcBook],
  [SPOT_DEPTH.replace("0.32332000", "-0.32332000"), "a size must not be negative", btcBook],
  [SPOT_DEPTH.replace("61838.04000000", "0.00"), "a price must be positive", btcBook],
  [SPOT_TRADE.replace("0.02000000", "0.00000000"), "a trade's size must be positive", btcTrade],
  [SPOT_TRADE.replace('"m":true,', ""), "without its aggressor side", btcTrade],
  [SPOT_TRADE.replace("1723161255342", "null"), "T must be a time", btcTrade],
])("says why %s is unreadable", (text, reason, about) => {
  const message = mapper.map(text);
  expect(message).toMatchObject({ type: "unreadable", ...about });
  expect(message).toHaveProperty("reason", expect.stringContaining(reason));
});

test("keeps a book whose old orders are finer than today's tick and lot", () => {
  const text = SPOT_DEPTH.replace("0.32332000", "0.32332900").replace("61844.30000000", "61844.30500000");
  expect(mapper.map(text)).toMatchObject({ asks: [6_183_804, 32_332], irregular: 2 });
  expect(mapper.map(SPOT_TRADE.replace("0.02000000", "0.00000400"))).toMatchObject({ type: "trade", sizeLots: 0 });
});

// Guarantee: whatever arrives, the mapper answers and does not throw.
test("never throws, whatever is cut, doubled or replaced in a message", () => {
  const original = fc.constantFrom(SPOT_DEPTH, FUTURES_DEPTH, SPOT_TRADE);
  const damage = fc.tuple(original, fc.nat(400), fc.nat(40), fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(
      fc.oneof(
        damage,
        fc.json().map((text) => [text, 0, 0, ""] as const),
      ),
      ([text, at, cut, put]) => {
        const damaged = `${text.slice(0, at)}${put}${text.slice(at + cut)}`;
        expect(["depth", "trade", "aggTrade", "snapshot", "other", "unreadable"]).toContain(mapper.map(damaged).type);
      },
    ),
    { numRuns: 2_000 },
  );
});
