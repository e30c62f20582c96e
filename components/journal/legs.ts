/** The life of an order as legs on a time line, to scale where a scale can show them. */
import type { Fill, Order } from "@/server/domain/order";

export type Moment = Readonly<{
  id: "decided" | "arrived" | "triggered" | "firstFill" | "lastFill" | "acknowledged" | "closed";
  label: string;
  at: number;
  hint: string;
}>;

export type Leg = Readonly<{
  from: Moment;
  to: Moment;
  micros: number;
  /** Shares of the line, 0 to 1. */
  start: number;
  width: number;
  /** Drawn shorter than its share: its duration dwarfs the others. */
  isBroken: boolean;
}>;

/** A leg that takes more than this share of the whole is cut, and says so. */
const BROKEN_FROM = 0.8;
const BROKEN_WIDTH = 0.5;
/** Every leg stays wide enough to be pointed at. */
const WIDTH_MIN = 0.06;

export function momentsOf(order: Order, fills: readonly Fill[]): readonly Moment[] {
  const first = fills[0];
  const last = fills.at(-1);
  const moments: (Moment | null)[] = [
    moment("decided", "Decided", order.decidedAt),
    moment("arrived", order.acceptedAt === null ? "At the venue" : "Accepted", order.acceptedAt ?? order.arrivesAt),
    moment("acknowledged", "Acknowledged", order.acknowledgedAt),
    moment("triggered", "Triggered", order.triggeredAt),
    moment("firstFill", fills.length > 1 ? "First fill" : "Filled", first?.at ?? null),
    fills.length > 1 ? moment("lastFill", "Last fill", last?.at ?? null) : null,
    moment("closed", closedLabel(order), order.closedAt),
  ];
  return moments.filter((m): m is Moment => m !== null).sort((a, b) => a.at - b.at);
}

export function legsOf(moments: readonly Moment[]): readonly Leg[] {
  const spans = moments
    .slice(1)
    .map((to, i) => ({ from: moments[i] ?? to, to, micros: to.at - (moments[i] ?? to).at }));
  const whole = spans.reduce((sum, { micros }) => sum + micros, 0);
  const longest = Math.max(0, ...spans.map(({ micros }) => micros));
  const isCut = whole > 0 && spans.length > 1 && longest / whole > BROKEN_FROM;
  const rest = whole - longest;
  const wanted = spans.map(({ micros }) => {
    if (whole === 0) return 1;
    if (!isCut) return Math.max(WIDTH_MIN, micros / whole);
    if (micros === longest) return BROKEN_WIDTH;
    return Math.max(WIDTH_MIN, rest === 0 ? 0 : ((1 - BROKEN_WIDTH) * micros) / rest);
  });
  const sum = wanted.reduce((total, width) => total + width, 0);
  let start = 0;
  return spans.map((span, i) => {
    const width = (wanted[i] ?? 0) / sum;
    const leg = { ...span, start, width, isBroken: isCut && span.micros === longest };
    start += width;
    return leg;
  });
}

const HINTS: Readonly<Record<Moment["id"], string>> = {
  decided: "The engine's time when the order was decided",
  arrived: "Decision plus the drawn entry latency: here the venue acted on it",
  acknowledged: "When its owner learned of it: arrival plus the drawn response latency",
  triggered: "Venue time at which its price was reached",
  firstFill: "Venue time of the first fill",
  lastFill: "Venue time of the last fill",
  closed: "From here on the order was final, as far as its owner knew",
};

function moment(id: Moment["id"], label: string, at: number | null): Moment | null {
  return at === null ? null : { id, label, at, hint: HINTS[id] };
}

function closedLabel({ state }: Order): string {
  if (state === "FILLED") return "Fill known";
  return state.charAt(0) + state.slice(1).toLowerCase();
}
