import type { EngineClock } from "@/server/engine/kernel/clock";
import type { Wake } from "@/server/engine/kernel/scheduler";
import type { OutageSpan } from "@/server/engine/venue/outages";
import { secondsText } from "./reason";
import type { TradingGate } from "./trading-gate";

export type VenueStatusState = Readonly<{ known: OutageSpan | null; saidFrom: number | null }>;

type Deps = Readonly<{ clock: EngineClock; wake: Wake; gate: TradingGate }>;

/**
 * What the desk knows of the venue's being there. It learns of an outage from the market's own word, or
 * when its first request got no answer; while it knows of one, it sends no new orders.
 */
export class VenueStatus {
  readonly #deps: Deps;
  #known: OutageSpan | null = null;
  /** Begin of the last outage that was said: many requests get lost in one. */
  #saidFrom: number | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The outage that is known to last; null when the venue is thought to be there. */
  get outage(): OutageSpan | null {
    return this.#known;
  }

  /** When the end of a known outage is due; Infinity when none is known or nobody knows its end. */
  get nextAt(): number {
    return this.#known?.to ?? Number.POSITIVE_INFINITY;
  }

  /** The market said that it began. */
  began(from: number): void {
    this.#begin({ from, to: null }, "market", "The venue stopped taking requests");
  }

  /** A request got lost in it, and the desk sees that now. */
  noticed(span: OutageSpan | null, at: number): void {
    if (span === null || span.from === this.#saidFrom) return;
    if (span.to === null || span.to > at) return this.#begin(span, "request_timeout", "The venue answers no requests");
    this.#saidFrom = span.from;
    const text = `The venue was out of service for ${secondsText(span.to - span.from)} and is there again`;
    this.#deps.gate.record({ kind: "venue_outage", cause: "request_timeout", text, to: "up" });
  }

  /** The market said that it ended. */
  ended({ from, to }: OutageSpan): void {
    if (this.#known !== null) this.#end((to ?? from) - this.#known.from, "market");
  }

  /** Ends an outage whose end was known beforehand. */
  step(at: number): void {
    const { from, to } = this.#known ?? { from: 0, to: null };
    if (to !== null && to <= at) this.#end(to - from, "settings");
  }

  save(): VenueStatusState {
    return { known: this.#known, saidFrom: this.#saidFrom };
  }

  load({ known, saidFrom }: VenueStatusState): void {
    this.#known = known;
    this.#saidFrom = saidFrom;
  }

  #begin(span: OutageSpan, cause: string, what: string): void {
    const { gate, wake } = this.#deps;
    if (this.#known !== null) return;
    this.#known = span;
    this.#saidFrom = span.from;
    if (span.to !== null) wake.notify(span.to);
    const text = `${what}: no new orders are sent, resting ones stay`;
    gate.record({ kind: "venue_outage", cause, text, from: "up", to: "down" });
  }

  #end(lasted: number, cause: string): void {
    this.#known = null;
    const text = `The venue takes requests again after ${secondsText(lasted)}`;
    this.#deps.gate.record({ kind: "venue_outage", cause, text, from: "down", to: "up" });
  }
}
