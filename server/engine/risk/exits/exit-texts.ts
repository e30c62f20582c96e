import type { InstrumentSpec } from "@/server/domain/instrument";
import type { RiskKey, RiskSettings } from "@/server/domain/risk/risk-settings";
import { percentText } from "@/server/engine/risk/breakers/breaker-rule";
import { priceText, secondsText } from "@/server/engine/risk/reason";
import type { ExitLevel } from "./exit-levels";

const NAMES: Partial<Record<RiskKey, string>> = {
  stopPpm: "stop",
  atrStopMilli: "stop by ATR",
  trailPpm: "trailing stop",
  targetPpm: "target",
  atrTargetMilli: "target by ATR",
  holdingMicrosMax: "holding time",
};

export const exitName = (by: RiskKey): string => NAMES[by] ?? by;

/** "stop: price 94.90 reached 95.00, 5 % from its entry at 100.00" */
export function priceExitText(spec: InstrumentSpec, level: ExitLevel, at: At): string {
  const { price, entry, risk, isAtrMissing } = at;
  const shown = (millionths: bigint) => millionthsText(spec, millionths);
  const far = distanceText(level.by, risk);
  const fallback = isAtrMissing ? "; its ATR is not known, so the per cent count" : "";
  return `${exitName(level.by)}: price ${shown(price)} reached ${shown(level.price)}, ${far}; entry ${shown(entry)}${fallback}`;
}

export const timeExitText = (held: number, max: number): string =>
  `holding time: held for ${secondsText(held)}, at most ${secondsText(max)}`;

type At = Readonly<{ price: bigint; entry: bigint; risk: RiskSettings; isAtrMissing: boolean }>;

function distanceText(by: RiskKey, risk: RiskSettings): string {
  if (by === "trailPpm") return `${percentText(risk.trailPpm)} from its best price`;
  if (by === "atrStopMilli") return `${risk.atrStopMilli / 1_000} ATR(14) from its entry`;
  if (by === "atrTargetMilli") return `${risk.atrTargetMilli / 1_000} times as far as its stop`;
  return `${percentText(by === "stopPpm" ? risk.stopPpm : risk.targetPpm)} from its entry`;
}

/** To the tick, with what lies beyond it where it is not whole: "100.00", "100.0050". */
export function millionthsText(spec: InstrumentSpec, millionths: bigint): string {
  const ticks = Number(millionths / 1_000_000n);
  const part = Number(millionths % 1_000_000n);
  if (part === 0) return priceText(spec, ticks);
  return `${priceText(spec, ticks)}${String(part).padStart(6, "0").replace(/0+$/, "")}`;
}
