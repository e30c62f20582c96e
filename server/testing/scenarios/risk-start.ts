/** Desks and markets for scenarios about risk: no fees, so that every number can be followed in the head. */
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { OrderDraft } from "@/server/domain/order";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { draft, testSpec } from "@/server/testing/engine-run";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import type { Script } from "./scenario";
import { plainDesk } from "./start";

const FREE = { makerFeePpm: 0, takerFeePpm: 0 };
export const ABC = testSpec(FREE);
export const XYZ = testSpec({ ...FREE, symbol: "XYZ/USDT", venueSymbol: "XYZUSDT", base: "XYZ" });

/** Everything is wide but what is named. */
export const riskDesk = (risk: Partial<RiskSettings>, change: Partial<DeskSettings> = {}): DeskSettings =>
  plainDesk({ instruments: [ABC], risk: { ...WIDE_RISK, ...risk }, ...change });

type Quote = readonly [bid: string, ask: string, instrument?: number];

/** Fifty on each side. */
export const quote = (script: Script, millis: number, [bid, ask, instrument = 0]: Quote): void =>
  script.market((m) =>
    m
      .on(instrument)
      .at(millis)
      .snapshot({ bids: [[bid, "50"]], asks: [[ask, "50"]] }),
  );

/** 99.99 and 100.01 in the first `count` instruments. */
export const openBooks = (script: Script, count = 1): void => {
  for (let i = 0; i < count; i++) quote(script, 0, ["99.99", "100.01", i]);
};

/** A row far below: the market is alive, and a strategy may decide. */
export const beat = (script: Script, millis: number): void =>
  script.market((m) => m.at(millis).book({ bids: [["50.00", String(millis)]] }));

type Wish = Readonly<{ side?: "buy" | "sell"; size: string; price?: string; spec?: InstrumentSpec }>;

export const order = ({ side = "buy", size, price, spec = ABC }: Wish): OrderDraft =>
  draft({ side, size, spec, ...(price === undefined ? {} : { price }) });

export const send = (wish: Wish): CommandBody => ({ kind: "submit", order: order(wish) });

export const sure = (one: OrderDraft, confidencePpm: number): OrderDraft => ({
  ...one,
  terms: { ...one.terms, confidencePpm },
});

/** Ten are bought at 100.00 and known 16 ms after `millis`; the mid is 99.995. */
export function buyTen(script: Script, millis = 0): void {
  quote(script, millis, ["99.99", "100.00"]);
  script.command(millis + 1, send({ size: "10" }));
  quote(script, millis + 12, ["99.99", "100.00"]);
  quote(script, millis + 20, ["99.99", "100.00"]);
}

export const bought = (millis = 0) =>
  ({ order: "ord-1", size: "10", price: "100.00", rule: "walked_book", at: millis + 11, known: millis + 16 }) as const;

export const BOUGHT = bought();
