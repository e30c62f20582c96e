/** What a parent order must be before it starts. Whether it can be paid for is asked of the usual checks. */

import { MICROS_PER_MINUTE, MICROS_PER_SECOND } from "@/server/domain/micros";
import type { Reason } from "@/server/domain/order";
import { PARENT_KINDS, type ParentDraft } from "@/server/domain/parent-order";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { reason, secondsText, sizeText } from "@/server/engine/risk/reason";
import { minLots } from "./touch";

const ACTIVE_MAX = 10;
const DURATION_MICROS_MIN = 10 * MICROS_PER_SECOND;
const DURATION_MICROS_MAX = 24 * 60 * MICROS_PER_MINUTE;
const SLICES_MIN = 2;
const SLICES_MAX = 500;
const PARTICIPATION_PPM_MIN = 1_000;
const PARTICIPATION_PPM_MAX = 1_000_000;
const CURVE_POINTS = 48;

export type ParentCheckInput = Readonly<{
  draft: ParentDraft;
  market: InstrumentMarket;
  risk: RiskSettings;
  active: number;
}>;

export function parentRefusal(input: ParentCheckInput): Reason | null {
  const { draft, active } = input;
  if (active >= ACTIVE_MAX) return refuse("parent orders under way", { limit: ACTIVE_MAX, value: active + 1 });
  if (!PARENT_KINDS.includes(draft.kind)) return reason("parent", `there is no algo ${String(draft.kind)}`);
  return durationRefusal(draft) ?? sizeRefusal(input) ?? KIND_REFUSALS[draft.kind](input);
}

function durationRefusal({ durationMicros }: ParentDraft): Reason | null {
  if (!Number.isSafeInteger(durationMicros))
    return reason("parent", `its duration must be whole µs, was ${durationMicros}`);
  const isShort = durationMicros < DURATION_MICROS_MIN;
  if (!isShort && durationMicros <= DURATION_MICROS_MAX) return null;
  const limit = isShort ? DURATION_MICROS_MIN : DURATION_MICROS_MAX;
  return reason("parent", `it must take ${isShort ? "at least" : "at most"} ${secondsText(limit)}`, {
    limit: secondsText(limit),
    value: secondsText(durationMicros),
    distance: secondsText(Math.abs(durationMicros - limit)),
  });
}

function sizeRefusal({ draft: { sizeLots } }: ParentCheckInput): Reason | null {
  if (Number.isSafeInteger(sizeLots) && sizeLots >= 1) return null;
  return reason("lot_size", `a size must be a whole number of lots, at least 1, was ${sizeLots}`);
}

const KIND_REFUSALS = {
  twap: slicesRefusal,
  vwap: (input: ParentCheckInput) => curveRefusal(input.draft) ?? slicesRefusal(input),
  adaptive: participationRefusal,
  iceberg: icebergRefusal,
} as const;

/** Slices must be as many as can be sent, and each large enough for the venue. */
function slicesRefusal({ draft, market, risk }: ParentCheckInput): Reason | null {
  const { slices, sizeLots, durationMicros, limitTicks } = draft;
  if (!Number.isInteger(slices) || slices < SLICES_MIN || slices > SLICES_MAX) {
    return refuse("slices", { limit: `${SLICES_MIN} to ${SLICES_MAX}`, value: slices });
  }
  const perMinute = Math.min(risk.ordersPerMinuteMax, 60);
  const most = Math.floor((perMinute * durationMicros) / MICROS_PER_MINUTE);
  if (slices > most)
    return refuse(`slices in ${secondsText(durationMicros)}, ${perMinute} a minute`, { limit: most, value: slices });
  const least = minLots(market, limitTicks);
  const smallest = Math.floor(sizeLots / slices);
  if (smallest >= least) return null;
  const [limit, value] = [sizeText(market.spec, least), sizeText(market.spec, smallest)];
  const text = `a slice would be ${value}, the venue takes no order below ${limit}: use fewer slices`;
  return reason("parent", text, { limit, value, distance: sizeText(market.spec, least - smallest) });
}

function curveRefusal({ volumeCurvePpm: curve }: ParentDraft): Reason | null {
  if (curve === null) return null;
  if (curve.length !== CURVE_POINTS)
    return refuse("half hours in the volume curve", { limit: `${CURVE_POINTS}`, value: curve.length });
  const wrong = curve.find((share) => !Number.isSafeInteger(share) || share < 0 || share > 1_000_000);
  return wrong === undefined
    ? null
    : refuse("ppm of a day's volume in a half hour", { limit: "0 to 1000000", value: wrong });
}

function participationRefusal({ draft: { participationPpm: ppm } }: ParentCheckInput): Reason | null {
  if (ppm !== null && Number.isInteger(ppm) && ppm >= PARTICIPATION_PPM_MIN && ppm <= PARTICIPATION_PPM_MAX)
    return null;
  const limit = `${PARTICIPATION_PPM_MIN} to ${PARTICIPATION_PPM_MAX}`;
  return refuse("ppm of what trades", { limit, value: ppm ?? "none" });
}

function icebergRefusal({ draft, market }: ParentCheckInput): Reason | null {
  const { displayLots, limitTicks, sizeLots } = draft;
  if (limitTicks === null) return reason("parent", "an iceberg needs a limit price");
  if (displayLots === null || !Number.isSafeInteger(displayLots) || displayLots < 1 || displayLots > sizeLots) {
    return refuse("lots shown at once", { limit: `1 to ${sizeLots}`, value: displayLots ?? "none" });
  }
  const least = minLots(market, limitTicks);
  if (displayLots >= least || displayLots === sizeLots) return null;
  const [limit, value] = [sizeText(market.spec, least), sizeText(market.spec, displayLots)];
  return reason("parent", `the venue takes no order below ${limit}, ${value} were to be shown`, {
    limit,
    value,
    distance: sizeText(market.spec, least - displayLots),
  });
}

type Numbers = Readonly<{ limit: number | string; value: number | string }>;

function refuse(what: string, { limit, value }: Numbers): Reason {
  const isCount = typeof limit === "number" && typeof value === "number";
  return reason("parent", `${what}: ${isCount ? "at most " : ""}${limit}, was ${value}`, {
    limit: String(limit),
    value: String(value),
    ...(isCount ? { distance: String(Math.abs(value - limit)) } : {}),
  });
}
