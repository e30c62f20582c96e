/** Parent orders on a hand-written market: a deep book that is confirmed every second. */
import { lots } from "@/server/domain/lots";
import type { Order } from "@/server/domain/order";
import type { ParentDraft, ParentOrder } from "@/server/domain/parent-order";
import { parseSteps } from "@/server/domain/steps";
import { ticks } from "@/server/domain/ticks";
import { ABC, EngineRun, testSettings } from "./engine-run";

export type ParentWish = Partial<Omit<ParentDraft, "sizeLots" | "limitTicks">> &
  Readonly<{ size?: string; limit?: string }>;

/** TWAP: 10 ABC in four slices within 20 s, crossing, at any price. */
export const parentDraft = ({ size = "10", limit, ...change }: ParentWish = {}): ParentDraft => ({
  instrumentId: ABC.id,
  side: "buy",
  kind: "twap",
  sizeLots: lots(parseSteps(size, ABC.lotSize)),
  limitTicks: limit === undefined ? null : ticks(parseSteps(limit, ABC.tickSize)),
  durationMicros: 20_000_000,
  slices: 4,
  displayLots: null,
  participationPpm: null,
  volumeCurvePpm: null,
  isPassiveFirst: false,
  ...change,
});

/** Mid 100.00, spread two ticks. */
const DEEP = {
  bids: [
    ["99.99", "500"],
    ["99.98", "500"],
  ],
  asks: [
    ["100.01", "500"],
    ["100.02", "500"],
  ],
} as const;

export class ParentRun extends EngineRun {
  /** Where the run stands. */
  millis = 100;

  constructor(settings = testSettings()) {
    super(settings);
    this.feed((m) => m.at(0).snapshot(DEEP));
  }

  /** A second passes: the book is confirmed, trades may print, the timer comes. */
  seconds(count: number, write?: Parameters<EngineRun["feed"]>[0]): this {
    for (let i = 0; i < count; i++) {
      this.millis = Math.floor(this.millis / 1_000) * 1_000 + 1_000;
      this.timer(this.millis);
      this.feed((m) => {
        m.at(this.millis + 100).book({ bids: [["99.98", "500"]] });
        write?.(m);
        m.at(this.millis + 900).book({ bids: [["99.98", "500"]] });
      });
    }
    return this;
  }

  start(wish: ParentWish = {}): ParentOrder {
    const outcome = this.command(this.millis, { kind: "startParent", parent: parentDraft(wish) });
    if (outcome.reason) throw new Error(outcome.reason.text);
    return this.parent(outcome.orderId ?? "");
  }

  /** As it stands, or as last said when it is off the page. */
  parent(id = "par-1"): ParentOrder {
    const found =
      this.engine.view().parents.find((parent) => parent.id === id) ??
      this.of("parent").findLast(({ parent }) => parent.id === id)?.parent;
    if (!found) throw new Error(`there is no parent ${id}`);
    return found;
  }

  /** As last said. */
  children(id = "par-1"): Order[] {
    const all = new Map(this.of("order").map(({ order }) => [order.id, order]));
    return [...all.values()].filter(({ role, parentId }) => role === "slice" && parentId === id);
  }
}
