/**
 * Limits by the documents and not by the engine's own measures: an order that adds to a measure may be sent only while
 * the measure is within its cap with it, and is refused for a cap only if it is not. Marks may carry what is held past
 * a cap; an order may not.
 */
import type { Order, Reason, ReasonRule } from "@/server/domain/order";
import type { Range } from "./marks";
import { CAPS, type Ground, type Subject } from "./measures";
import { must } from "./violation";
import { leftLots, type Working } from "./working";

/** Of the caps' products, which are floats here and whole numbers there. */
const ROUNDING = 1e-9;

export type Candidate = Readonly<{
  one: Working;
  ground: Ground;
  equity: Range | null;
  /** All that works besides it. */
  others: readonly Working[];
}>;

/** Sent by somebody whom limits are for: not by the risk rules, the venue, or a bracket for what has filled. */
export const isLimited = ({ origin, role, parentId }: Order): boolean => {
  const isExit = parentId !== null && (role === "stop" || role === "target");
  return origin !== "risk" && origin !== "liquidation" && !isExit;
};

/** Lots of it that go beyond closing what is held the other way, with what works on its side before it. */
export function addedLots({ one, ground: { account }, others }: Candidate): number {
  const first = others.filter(({ order }) => !order.terms.reduceOnly);
  return lotsBeyond({ one, account, others: first });
}

/** The same if what only reduces comes first and leaves nothing to close. */
export const addedAtWorst = ({ one, ground: { account }, others }: Candidate): number =>
  lotsBeyond({ one, account, others });

type Beyond = Readonly<{ one: Working; account: Ground["account"]; others: readonly Working[] }>;

function lotsBeyond({ one, account, others }: Beyond): number {
  const { order } = one;
  const instrument = account.indexOf(order.instrumentId);
  const isSpot = account.specs[instrument]?.contract === null;
  if (isSpot) return order.side === "buy" ? leftLots(one) : 0;
  if (order.terms.reduceOnly) return 0;
  const held = account.heldLots(instrument) * (order.side === "buy" ? -1 : 1);
  const ahead = lotsAhead(order, others);
  const free = Math.max(held - ahead, 0);
  return Math.max(leftLots(one) - free, 0);
}

/** Of others on its side; of a link only the largest, and nothing of its own link. */
function lotsAhead({ instrumentId, side, linkId }: Order, others: readonly Working[]): number {
  const links = new Map<string, number>();
  let sum = 0;
  for (const other of others) {
    const { order } = other;
    if (order.instrumentId !== instrumentId || order.side !== side) continue;
    if (order.linkId === null) sum += leftLots(other);
    else if (order.linkId !== linkId) links.set(order.linkId, Math.max(links.get(order.linkId) ?? 0, leftLots(other)));
  }
  return [...links.values()].reduce((total, lots) => total + lots, sum);
}

type Read = Readonly<{ with: Range | null; without: Range | null; cap: Range }>;

function read(candidate: Candidate, cap: (typeof CAPS)[number]): Read | null {
  const { one, ground, equity, others } = candidate;
  if (!equity) return null;
  const subject: Subject = { instrument: ground.account.indexOf(one.order.instrumentId), side: one.order.side };
  const share = ground.settings[cap.key] / 1_000_000;
  return {
    with: cap.measure({ ...ground, working: [...others, one] }, subject),
    without: cap.measure({ ...ground, working: others }, subject),
    cap: { low: Math.max(equity.low, 0) * share, high: Math.max(equity.high, 0) * share },
  };
}

/** @returns how close the order came to the closest cap: 1 is at it */
export function mustBeWithinCaps(candidate: Candidate): number {
  let closest = 0;
  for (const cap of CAPS) {
    const seen = read(candidate, cap);
    if (!seen?.with || !seen.without) continue;
    const isMore = seen.with.low > seen.without.high;
    const isWithin = seen.with.low <= seen.cap.high * (1 + ROUNDING) + 1;
    must(`no order goes past ${cap.rule}`, isWithin || !isMore, text(candidate, seen));
    closest = Math.max(closest, seen.with.high / seen.cap.high);
  }
  return closest;
}

/** An order that was refused for a cap would have gone past it. */
export function mustHaveBeenPast(candidate: Candidate, why: Reason): void {
  const cap = CAPS.find(({ rule }) => rule === why.rule);
  const seen = cap && read(candidate, cap);
  if (!seen?.with) return;
  const isPast = seen.with.high > seen.cap.low * (1 - ROUNDING) - 1;
  must(`nothing is refused before ${why.rule}`, isPast, `${text(candidate, seen)}: ${why.text}`);
}

const text = ({ one: { order } }: Candidate, seen: Read): string =>
  `${order.id} ${order.side} ${order.sizeLots} of ${order.instrumentId}: ${shown(seen.with)} with it, ${shown(seen.without)} before, cap ${shown(seen.cap)}`;

const shown = (range: Range | null): string =>
  range ? `${Math.floor(range.low)} to ${Math.ceil(range.high)}` : "unknown";

export const CAP_RULES: ReadonlySet<ReasonRule> = new Set(CAPS.map(({ rule }) => rule));
