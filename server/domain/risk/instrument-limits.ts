/** Limits on one instrument's market and position. */
import { displaySymbol } from "@/server/domain/display-symbol";
import { type LimitView, limitOf, type Trips, type Whose } from "./limit-view";
import type { LimitInput } from "./risk-limits";
import type { RiskKey } from "./risk-settings";
import type { InstrumentMeasure } from "./risk-view";

type One = Readonly<{ measure: InstrumentMeasure; input: LimitInput; whose: Whose }>;
type Seen = Readonly<{ key: RiskKey; value: number; trips: Trips }>;

export function instrumentLimits(input: LimitInput): LimitView[] {
  return input.measures.instruments.flatMap((measure) => {
    const { instrumentId } = measure;
    const spec = input.instruments.find(({ id }) => id === instrumentId);
    const whose: Whose = {
      subject: { kind: "instrument", instrumentId },
      name: spec ? displaySymbol(spec) : instrumentId,
    };
    const one = { measure, input, whose };
    return [...marketOf(one), ...positionOf(one)].map(({ key, value, trips }) =>
      limitOf(key, { value, limit: input.settings[key] }, { ...whose, trips }),
    );
  });
}

function marketOf({ measure, input: { measures, settings, facts } }: One): Seen[] {
  const { at } = measures;
  const seen: Seen[] = [];
  if (measure.lastEventAt !== null) {
    seen.push({ key: "staleFeedMicros", value: Math.max(at - measure.lastEventAt, 0), trips: "at" });
  }
  if (measure.quality !== null) seen.push({ key: "qualityMin", value: measure.quality, trips: "below" });
  if (measure.spreadPpm !== null) seen.push({ key: "spreadMaxPpm", value: measure.spreadPpm, trips: "beyond" });
  const median = facts?.instruments.find(({ instrumentId }) => instrumentId === measure.instrumentId)?.volatility
    ?.median24hPpm;
  if (median && measure.volatilityPpm !== null) {
    const value = Math.floor((measure.volatilityPpm * 1_000) / median);
    seen.push({ key: "volatilityFactorMilli", value, trips: "at" });
  }
  if (measure.lastEntryAt !== null && settings.entrySpacingMicros > 0) {
    const since = at - measure.lastEntryAt;
    if (since < settings.entrySpacingMicros) seen.push({ key: "entrySpacingMicros", value: since, trips: "below" });
  }
  return seen;
}

function positionOf({ measure, input: { measures, settings } }: One): Seen[] {
  const { sizeLots, openedAt, gainPpm } = measure;
  if (sizeLots === 0) return [];
  const seen: Seen[] = [];
  if (openedAt !== null) seen.push({ key: "holdingMicrosMax", value: measures.at - openedAt, trips: "at" });
  if (gainPpm === null || settings.exitMethod !== "percent") return seen;
  return [
    ...seen,
    { key: "stopPpm", value: Math.max(0 - gainPpm, 0), trips: "at" },
    { key: "targetPpm", value: Math.max(gainPpm, 0), trips: "at" },
  ];
}
