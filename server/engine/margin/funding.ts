/**
 * Funding of perpetuals at the venue's times. The last rate said before a time counts; it is paid on what is
 * held at the venue before anything that happens at that time or later, at the last mark price known then.
 */
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Wake } from "@/server/engine/kernel/scheduler";
import type { Exchange } from "@/server/engine/venue/exchange";
import { fundedText, fundingCause, isoText } from "./funding-text";
import type { VenueAccount } from "./venue-account";

export type NextFunding = Readonly<{ at: number; rateE8: number }>;

type Schedule = Readonly<{
  next: NextFunding | null;
  /** Without a rate: when one would be due by the contract's interval. */
  expectedAt: number | null;
  /** It was said that there is no rate. */
  isSaid: boolean;
}>;

export type FundingState = readonly Schedule[];

type Deps = Readonly<{
  wake: Wake;
  markets: readonly InstrumentMarket[];
  account: VenueAccount;
  exchange: Exchange;
  watermarkMicros: number;
}>;

const NEVER = Number.POSITIVE_INFINITY;
const UNKNOWN: Schedule = { next: null, expectedAt: null, isSaid: false };

export class Funding {
  readonly #deps: Deps;
  #schedules: Schedule[];

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#schedules = deps.markets.map(() => UNKNOWN);
  }

  next(instrument: number): NextFunding | null {
    return this.#schedule(instrument).next;
  }

  /** The venue said a rate and its time; `saidAt` is the row's venue time. One for a time that has passed says nothing. */
  onRate(instrument: number, next: NextFunding, saidAt: number): void {
    if (next.at <= saidAt) return;
    this.#set(instrument, { next, expectedAt: null, isSaid: false });
  }

  /** A position is held: without a rate, the contract's own interval tells when one is due. */
  onHeld(instrument: number, at: number): void {
    const { next, expectedAt, isSaid } = this.#schedule(instrument);
    const interval = this.#interval(instrument);
    if (next || expectedAt !== null || isSaid || interval <= 0) return;
    this.#set(instrument, { next: null, expectedAt: (Math.floor(at / interval) + 1) * interval, isSaid: false });
  }

  /** Venue time of what is next; Infinity without. */
  nextAt(instrument: number): number {
    const { next, expectedAt } = this.#schedule(instrument);
    return next?.at ?? expectedAt ?? NEVER;
  }

  /** Earliest engine time at which a quiet instrument's funding is settled. */
  nextQuiet(): number {
    let next = NEVER;
    for (const { index } of this.#deps.markets) next = Math.min(next, this.nextAt(index) + this.#deps.watermarkMicros);
    return next;
  }

  /** Settles what is due before something stamped `exchangeAt`; what arrived at the venue before it comes first. */
  runBefore(instrument: number, exchangeAt: number): void {
    for (let at = this.nextAt(instrument); at <= exchangeAt; at = this.nextAt(instrument)) {
      this.#deps.exchange.runBefore(instrument, at);
      this.#settle(instrument, at);
    }
  }

  runQuiet(now: number): void {
    for (const { index } of this.#deps.markets) this.runBefore(index, now - this.#deps.watermarkMicros);
  }

  save(): FundingState {
    return this.#schedules;
  }

  load(state: FundingState): void {
    this.#schedules = [...state];
  }

  #settle(instrument: number, at: number): void {
    const { account, exchange, markets } = this.#deps;
    const { next } = this.#schedule(instrument);
    const spec = markets[instrument]?.spec;
    const markMillionths = markets[instrument]?.valuationMillionths() ?? null;
    const interval = this.#interval(instrument);
    const isHeld = account.lots(instrument) !== 0;
    const expectedAt = next && interval > 0 ? at + interval : null;
    this.#set(instrument, { next: null, expectedAt, isSaid: next === null && isHeld });
    if (!spec) return;
    if (next && markMillionths !== null) {
      const { booking, lots, paidAtoms } = account.fund(instrument, { at, rateE8: next.rateE8, markMillionths });
      if (lots === 0) return;
      const text = `Funding of ${spec.symbol}: ${fundedText(spec, { lots, rateE8: next.rateE8, markMillionths, paidAtoms })}`;
      const notice = { kind: "funding", cause: fundingCause(at), text } as const;
      exchange.tell(instrument, at, { kind: "account", booking, cause: fundingCause(at), notice });
    } else if (isHeld) {
      const why = next ? "no price of it is known" : "no rate is known";
      const text = `No funding of ${spec.symbol} at ${isoText(at)}: ${why}; nothing is paid until one is`;
      const notice = { kind: "funding", cause: fundingCause(at), text } as const;
      exchange.tell(instrument, at, { kind: "account", booking: null, cause: fundingCause(at), notice });
    }
  }

  #set(instrument: number, schedule: Schedule): void {
    const { wake, watermarkMicros } = this.#deps;
    this.#schedules[instrument] = schedule;
    const at = this.nextAt(instrument);
    if (at === NEVER) return;
    wake.notify(at + watermarkMicros);
    // Before a row stamped at that very time too.
    wake.notifyVenue(instrument, at - 1);
  }

  #interval(instrument: number): number {
    return this.#deps.markets[instrument]?.spec.contract?.fundingIntervalMicros ?? 0;
  }

  #schedule(instrument: number): Schedule {
    return this.#schedules[instrument] ?? UNKNOWN;
  }
}
