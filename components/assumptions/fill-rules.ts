import type { FillRule } from "@/server/domain/order";

/** How a fill is decided, in the words of docs/engine.md. */
export const FILL_RULES: Readonly<Record<FillRule, Readonly<{ name: string; text: string }>>> = {
  walked_book: {
    name: "walked the book",
    text: "On arrival the order took displayed liquidity, level by level, at the prices shown. What it took stays taken until the venue next reports that level, so the same lots cannot be bought twice.",
  },
  queue_reached: {
    name: "reached in the queue",
    text: "Everything displayed ahead of us at our price had traded or, as far as the queue model grants, been cancelled; a trade at our price was large enough to reach us. Never more than that trade's size.",
  },
  traded_through: {
    name: "traded through",
    text: "A trade printed beyond our price. The venue cannot have done that without filling us first, so we fill at our own price, never better.",
  },
  level_passed: {
    name: "level passed",
    text: "Our level vanished and the best price moved through it. Whoever stood there was filled, so the rest of us was too, at our price.",
  },
  touch: {
    name: "touched (optimistic)",
    text: "The optimistic model fills as soon as a trade prints at our price, whatever stood before us. It is an upper bound, not a forecast.",
  },
  exact_queue: {
    name: "our turn in the queue",
    text: "The venue publishes every order, so our place is known exactly. An order that came after ours traded at our price, where we would have been hit in its stead, or a trade was larger than all that still stood before us: we got those lots.",
  },
};

export const RULES_PAGE = "/how-fills-are-decided";

/** Where the page explains a rule. */
export const ruleHref = (rule: FillRule): string => `${RULES_PAGE}#rule-${rule}`;
