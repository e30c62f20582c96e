/** Margin mode and leverage of one perpetual, by hand. */
import type { CommandBody } from "@/server/domain/command";
import { maxLeverage } from "@/server/domain/contract-math";
import type { Reason } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { MarginTerms } from "@/server/engine/margin/margin-terms";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import { reason } from "./reason";
import type { TradingGate } from "./trading-gate";

export type LeverageDeps = Readonly<{
  markets: readonly InstrumentMarket[];
  terms: MarginTerms;
  orders: DeskOrders;
  portfolio: Portfolio;
  gate: TradingGate;
}>;

type Wish = Extract<CommandBody, { kind: "setLeverage" }>;

/** Takes effect at once: nothing is at the venue that it could be late for. @returns why not */
export function setLeverage(deps: LeverageDeps, { instrumentId, leverage, mode }: Wish, cause: string): Reason | null {
  const market = deps.markets.find(({ spec }) => spec.id === instrumentId);
  const refusal = refused(deps, market, { instrumentId, leverage });
  if (refusal || !market) return refusal;
  const before = deps.terms.of(market.index);
  deps.terms.set(market.index, { mode, leverage });
  const [from, to] = [before, { mode, leverage }].map((terms) => `${terms.mode} ${terms.leverage}x`) as [
    string,
    string,
  ];
  deps.gate.record({ kind: "leverage", cause, text: `Leverage of ${market.spec.symbol} set to ${to}`, from, to });
  return null;
}

type Asked = Pick<Wish, "instrumentId" | "leverage">;

function refused(deps: LeverageDeps, market: InstrumentMarket | undefined, asked: Asked): Reason | null {
  const { instrumentId, leverage } = asked;
  const contract = market?.spec.contract;
  if (!market || !contract) {
    const text = `${instrumentId} is no perpetual of this desk`;
    return reason("unknown_instrument", text, { value: instrumentId });
  }
  const most = maxLeverage(contract, 0n);
  if (!Number.isSafeInteger(leverage) || leverage < 1 || leverage > most) {
    return reason("leverage", `leverage must be a whole number of 1 to ${most}, was ${leverage}`, {
      limit: `${most}`,
      value: `${leverage}`,
      distance: `${leverage > most ? leverage - most : 1 - leverage}`,
    });
  }
  if (deps.portfolio.heldLots(market.index) !== 0) return stands("a position is held");
  for (const { instrument } of deps.orders.all())
    if (instrument === market.index) return stands("an order works there");
  return null;
}

const stands = (why: string): Reason =>
  reason("leverage", `leverage can only be set while nothing is held and nothing works: ${why}`);
