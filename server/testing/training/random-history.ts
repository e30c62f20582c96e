import { instrument } from "@/server/domain/instrument";
import { Rng } from "@/server/domain/rng";
import type { InstrumentHistory } from "@/server/services/training/training-source";

const GRID = 300_000_000;
const START = Date.UTC(2025, 0, 1) * 1_000;

/** 5m bars of a walk that nobody can foresee: each move is drawn anew, about 0.2 % wide. */
export function randomHistory(days: number, seed: number): InstrumentHistory {
  const rng = Rng.derive(seed, "history");
  let close = 1_000_000;
  const bars = Array.from({ length: days * 288 }, (_, i) => {
    const open = close;
    close = Math.round(open * (1 + (rng.next() + rng.next() - 1) * 0.004));
    const [high, low] = [Math.max(open, close), Math.min(open, close)].map((price, side) =>
      Math.round(price * (1 + (side === 0 ? 1 : -1) * rng.next() * 0.0005)),
    );
    const volume = 100_000 + Math.floor(rng.next() * 900_000);
    return { openAt: START + i * GRID, open, high: high ?? close, low: low ?? close, close, volume };
  });
  const spec = instrument({
    venueId: "csv",
    symbol: "WALK/USDT",
    venueSymbol: "WALKUSDT",
    base: "WALK",
    quote: "USDT",
    version: 1,
    tickSize: "0.01",
    lotSize: "0.0001",
    minNotional: "10",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
  });
  return { spec, bars, funding: [] };
}
