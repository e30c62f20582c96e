/** What an algo is asked each time it may act, and what it may answer. Planners are pure: the runner does what they say. */
import type { ParentOrder } from "@/server/domain/parent-order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

/** A working child as the desk knows it. */
export type Child = Readonly<{
  orderId: string;
  limitTicks: number | null;
  sizeLots: number;
  /** What may still fill, whatever of its amends goes through. */
  leftLots: number;
  /** Posted, not crossing. */
  isPassive: boolean;
  /** A cancel is on its way. */
  isLeaving: boolean;
  /** Not acknowledged yet, or an amend or cancel is on its way: it is let be. */
  isBusy: boolean;
}>;

export type Situation = Readonly<{
  parent: ParentOrder;
  /** Engine time, µs. */
  now: number;
  /** Its book is known, two-sided and fresh. */
  market: InstrumentMarket;
  /** Oldest first. */
  children: readonly Child[];
  /** Neither filled nor in a working child. */
  freeLots: number;
  /** The venue takes no smaller order at these prices. */
  minLots: number;
}>;

export type Action =
  | Readonly<{ kind: "cross"; lots: number }>
  | Readonly<{ kind: "post"; lots: number; limitTicks: number; postOnly: boolean }>
  /** Another price, and another size unless null. */
  | Readonly<{ kind: "move"; orderId: string; limitTicks: number; sizeLots: number | null }>
  | Readonly<{ kind: "withdraw"; orderId: string }>;

/** `text`: what it is doing now, a sentence that stays the same as long as nothing changes; null when there is nothing to do. */
export type Plan = Readonly<{ actions: readonly Action[]; text: string | null }>;

/**
 * Lots to send of `wanted`: nothing that the venue would find too small, and no rest that it would. A whole
 * rest that is too small goes when nothing else works, for closing a position exactly is exempt.
 */
export function sendableLots({ freeLots, minLots, children }: Situation, wanted: number): number {
  if (wanted <= 0 || freeLots <= 0) return 0;
  const lots = freeLots - wanted < minLots ? freeLots : Math.min(wanted, freeLots);
  const isTooSmall = lots < minLots && (lots < freeLots || children.length > 0);
  return isTooSmall ? 0 : lots;
}

export const workingLots = (children: readonly Child[]): number =>
  children.reduce((sum, { leftLots }) => sum + leftLots, 0);
