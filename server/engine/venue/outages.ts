import type { Outage } from "@/server/domain/desk-settings";

/** `to` is null while nobody knows when it ends. */
export type OutageSpan = Readonly<{ from: number; to: number | null }>;

export type OutagesState = readonly OutageSpan[];

/** Outages that the market told of and that are kept: more than any request can outlive. */
const TOLD_MAX = 100;

/**
 * When the venue's door is shut, by its own time: windows of the settings, and those that the market
 * tells of (rows of `KIND.outage`), whose end is unknown until it is told.
 */
export class Outages {
  readonly #planned: readonly OutageSpan[];
  #told: OutageSpan[] = [];

  constructor(planned: readonly Outage[]) {
    this.#planned = planned;
  }

  /** The outage that holds at a venue time; its begin belongs to it, its end does not. */
  at(time: number): OutageSpan | null {
    if (this.#planned.length + this.#told.length === 0) return null;
    return this.#planned.find((span) => holds(span, time)) ?? this.#told.findLast((span) => holds(span, time)) ?? null;
  }

  /** @returns whether that is news */
  begin(from: number): boolean {
    if (this.#told.at(-1)?.to === null) return false;
    this.#told = [...this.#told.slice(1 - TOLD_MAX), { from, to: null }];
    return true;
  }

  /** @returns the outage that ended; null when none was told of */
  end(to: number): OutageSpan | null {
    const last = this.#told.at(-1);
    if (last?.to !== null) return null;
    const ended = { from: last.from, to: Math.max(to, last.from) };
    this.#told[this.#told.length - 1] = ended;
    return ended;
  }

  save(): OutagesState {
    return this.#told;
  }

  load(state: OutagesState): void {
    this.#told = [...state];
  }
}

const holds = ({ from, to }: OutageSpan, time: number): boolean => time >= from && (to === null || time < to);
