/** A desk at a quiet market around 100.00, for tests of conditional and linked orders. */
import type { OrderDraft, OrderTerms, OrderType } from "@/server/domain/order";
import { parseSteps } from "@/server/domain/steps";
import { ticks } from "@/server/domain/ticks";
import { ABC, draft, EngineRun, testSettings } from "./engine-run";

/** Decimal price as ticks of ABC. */
export const at = (price: string) => ticks(parseSteps(price, ABC.tickSize));

type Wish = Readonly<{
  side: "buy" | "sell";
  type: OrderType;
  size: string;
  price?: string;
  tif?: OrderDraft["timeInForce"];
  terms?: OrderTerms;
}>;

export const wish = ({ side, type, size, price, tif = "GTC", terms = {} }: Wish): OrderDraft => ({
  ...draft({ side, size, tif, ...(price === undefined ? {} : { price }) }),
  type,
  terms,
});

/** "stops at 99.50" */
export const trigger = (price: string): OrderTerms => ({ trigger: { ticks: at(price), by: "last" } });

/** Bids 99.90 and 99.80 of 5, 99.00 of 20, asks 100.10 and 100.20 of 5, 101.00 of 20, last print 100.00 at 10 ms; orders take 10 ms in and 5 ms back. */
export function quietMarket(settings = testSettings()): EngineRun {
  return new EngineRun(settings).feed((m) =>
    m
      .at(0)
      .snapshot({
        bids: [
          ["99.90", "5"],
          ["99.80", "5"],
          ["99.00", "20"],
        ],
        asks: [
          ["100.10", "5"],
          ["100.20", "5"],
          ["101.00", "20"],
        ],
      })
      .at(10)
      .trade("buy", "100.00", "1"),
  );
}

/** The same with 4 ABC bought at market and known at 65 ms. */
export function holding(settings = testSettings()): EngineRun {
  const run = quietMarket(settings);
  run.command(50, { kind: "submit", order: wish({ side: "buy", type: "market", size: "4" }) });
  return run.feed((m) =>
    m
      .at(61)
      .book({ asks: [["100.10", "5"]] })
      .at(70)
      .book({ bids: [["99.80", "5"]] }),
  );
}

export function submit(run: EngineRun, millis: number, order: OrderDraft): string {
  const { orderId, reason } = run.command(millis, { kind: "submit", order });
  if (orderId === null) throw new Error(`not sent: ${reason?.text}`);
  return orderId;
}
