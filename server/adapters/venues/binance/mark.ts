/**
 * A perpetual's mark price and funding out of `markPriceUpdate`.
 *
 * The mark has eight decimals, whatever the tick: 28147.27373413 at a tick of 0.10 is 281472 ticks and 737341
 * millionths, the rest cut off. `r` is the rate that would be paid at `T`, with eight decimals; delivery
 * contracts send an empty `r` and pay none.
 * Source: Binance USD-M and COIN-M WebSocket streams, "Mark price stream".
 */
import { floorSteps } from "@/server/domain/step-parser";
import { parseSteps } from "@/server/domain/steps";
import type { VenueMark } from "@/server/ports/venue-mapper";
import { type Fields, readTime, Unreadable } from "./fields";

export type MarkReader = (fields: Fields, instrument: number) => VenueMark;

const MILLION = 1_000_000;
/** A rate beyond ±75 % an interval is no rate; the venue caps it at a few per cent. */
const RATE_E8_MAX = 75_000_000;

/** @param tickSize plain positive decimal */
export function createMarkReader(tickSize: string): MarkReader {
  const millionthOfTick = millionthOf(tickSize);
  return (fields, instrument) => {
    const price = fields["p"];
    if (typeof price !== "string") throw new Unreadable("markPriceUpdate without a price");
    const millionths = floorSteps(price, millionthOfTick);
    if (millionths <= 0) throw new Unreadable(`a mark price must be positive, was ${price}`);
    return {
      type: "mark",
      instrument,
      exchangeAt: readTime(fields, "E"),
      priceTicks: Math.floor(millionths / MILLION),
      millionths: millionths % MILLION,
      funding: readFunding(fields),
    };
  };
}

function readFunding(fields: Fields): VenueMark["funding"] {
  const rate = fields["r"];
  if (rate === undefined || rate === "") return null;
  if (typeof rate !== "string")
    throw new Unreadable(`a funding rate must be a decimal text, was ${JSON.stringify(rate)}`);
  const rateE8 = parseSteps(rate, "0.00000001");
  if (Math.abs(rateE8) > RATE_E8_MAX) throw new Unreadable(`a funding rate must be within ±75 %, was ${rate}`);
  return { rateE8, at: readTime(fields, "T") };
}

/** "0.10" becomes "0.00000010": a millionth of it, with as many decimals as that takes. */
function millionthOf(tickSize: string): string {
  const [whole = "0", fraction = ""] = tickSize.split(".");
  const digits = `${"0".repeat(6)}${whole}`;
  return `${digits.slice(0, -6).replace(/^0+(?=\d)/, "")}.${digits.slice(-6)}${fraction}`;
}
