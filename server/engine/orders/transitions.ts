/**
 * The states of an order, as its owner learns of them. What is not in the table never happens; an engine
 * that did it would stop (docs/engine.md).
 */
import type { OrderState } from "@/server/domain/order";

const ENDS = ["CANCELLED", "EXPIRED"] as const;

/** PENDING is never said: an order is refused or sent within the event that decided it. */
const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  PENDING: ["SUBMITTED", "REJECTED"],
  // Reached the venue and still open: it is about to be filled or refused.
  SUBMITTED: ["SUBMITTED", "ACCEPTED", "PARTIALLY_FILLED", "FILLED", "REJECTED", ...ENDS],
  // Amended, triggered, shrunk, trailed: still ACCEPTED.
  ACCEPTED: ["ACCEPTED", "PARTIALLY_FILLED", "FILLED", ...ENDS],
  PARTIALLY_FILLED: ["PARTIALLY_FILLED", "FILLED", ...ENDS],
  FILLED: [],
  CANCELLED: [],
  REJECTED: [],
  EXPIRED: [],
};

export const mayBecome = (from: OrderState, to: OrderState): boolean => NEXT[from].includes(to);
