/** Marks and funding of the recorded USD-M sessions that have them (2023-04-04 and 05), as rows. */
import { expect, test } from "vitest";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { KIND } from "@/server/domain/market-block";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import { haveRecordings, readRecording, recordedSpec } from "@/server/testing/recordings/raw-binance";

const SPEC = recordedSpec("BTCUSDT", "0.10", "0.001");

type Told = Readonly<{ data: { E: number; p: string; r: string; T: number } }>;

function rowsOf(file: string) {
  const normaliser = new FeedNormaliser({ specs: [SPEC], mapper: createBinanceMapper([SPEC]), startFrom: "updates" });
  const told: Told["data"][] = [];
  for (const { receivedAt, text } of readRecording(file)) {
    if (text.includes('"markPriceUpdate"')) told.push((JSON.parse(text) as Told).data);
    normaliser.accept(receivedAt, text);
  }
  const block = normaliser.take();
  const rows = (kind: number) =>
    Array.from({ length: block.length }, (_, i) => i)
      .filter((i) => block.kind[i] === kind)
      .map((i) => ({
        at: block.exchangeAt[i] ?? 0,
        price: block.priceTicks[i] ?? 0,
        size: block.sizeLots[i] ?? 0,
        seq: block.seq[i] ?? 0,
      }));
  return {
    told,
    marks: rows(KIND.mark),
    funding: rows(KIND.funding),
    feed: normaliser.feed(0),
    trades: rows(KIND.trade),
  };
}

test.skipIf(!haveRecordings).each([
  ["usdm/btcusdt_20230404.dat.gz", 99],
  ["usdm/btcusdt_20230405.dat.gz", 415],
])("%s: each mark is a row, and funding one when it changes", (file, count) => {
  const { told, marks, funding } = rowsOf(file);
  expect(marks).toHaveLength(count);
  // 0.10 is the tick: eight decimals are seven of a tick, of which six are kept.
  expect(marks.map(({ price, size }) => BigInt(price) * 1_000_000n + BigInt(size))).toEqual(
    told.map(({ p }) => BigInt(p.replace(".", "")) / 10n),
  );
  expect(marks.map(({ at }) => at)).toEqual(told.map(({ E }) => E * 1_000));
  const changes = told.filter(({ r, T }, i) => r !== told[i - 1]?.r || T !== told[i - 1]?.T);
  expect(funding.map(({ price, seq }) => [price, seq])).toEqual(
    changes.map(({ r, T }) => [Math.round(Number(r) * 1e8), T * 1_000]),
  );
  expect(funding.length).toBeGreaterThan(0);
  expect(funding.length).toBeLessThan(count);
});

test.skipIf(!haveRecordings)("the insurance fund's trade is none of the book's, and leaves no hole", () => {
  const { feed, trades } = rowsOf("usdm/btcusdt_20230405.dat.gz");
  // 10,738 trades were recorded, one of them at 28722.50 while the book stood at 28147.
  expect([trades.length, feed.offBookTrades, feed.missingTrades]).toEqual([10_737, 1, 0]);
  expect(trades.some(({ price }) => price === 287_225)).toBe(false);
});
