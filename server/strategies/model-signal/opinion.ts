/** What a model's answer means for trading: DOMAIN.md 7's thresholds, in whole parts per million. */
import type { Prediction } from "@/server/domain/models/prediction";
import type { Side } from "@/server/domain/order";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import type { ModelSignalParams } from "./model-signal-params";

type Stance = "strong buy" | "buy" | "hold" | "sell" | "strong sell";

/** An answer with its meaning; `isSpent` once it was acted on or held back. */
export type Opinion = Readonly<{
  model: string;
  version: number;
  askedAt: number;
  gridMicros: number;
  horizonMicros: number;
  upPpm: number;
  confidencePpm: number;
  stance: Stance;
  isSpent: boolean;
}>;

const ppm = (share: number): number => Math.round(share * 1_000_000);

/** Null for a model that was not asked. */
export function opinionOf(prediction: Prediction, params: ModelSignalParams): Opinion | null {
  const { model, version, askedAt, gridMicros, horizonMicros, upPpm, confidencePpm } = prediction;
  if (upPpm === null || confidencePpm === null) return null;
  const stance = stanceOf(upPpm, confidencePpm, params);
  return { model, version, askedAt, gridMicros, horizonMicros, upPpm, confidencePpm, stance, isSpent: false };
}

function stanceOf(upPpm: number, confidencePpm: number, params: ModelSignalParams): Stance {
  const isUp = (confidence: number, least: number) => confidencePpm > ppm(confidence) && upPpm > ppm(least);
  const isDown = (confidence: number, most: number) => confidencePpm > ppm(confidence) && upPpm < ppm(most);
  if (isUp(params.strongBuyConfidence, params.strongBuyProbability)) return "strong buy";
  if (isDown(params.strongSellConfidence, params.strongSellProbability)) return "strong sell";
  if (isUp(params.buyConfidence, params.buyProbability)) return "buy";
  return isDown(params.sellConfidence, params.sellProbability) ? "sell" : "hold";
}

/** Null for a hold. */
export function sideOf({ stance }: Pick<Opinion, "stance">): Side | null {
  if (stance === "hold") return null;
  return stance === "buy" || stance === "strong buy" ? "buy" : "sell";
}

export const isStrong = ({ stance }: Opinion): boolean => stance.startsWith("strong");

type Asked = Readonly<{ askedAt: number; gridMicros: number }>;

export const barsOld = ({ askedAt, gridMicros }: Asked, now: number): number => (now - askedAt) / gridMicros;
export const isStale = (asked: Asked, now: number, { staleBars }: ModelSignalParams): boolean =>
  barsOld(asked, now) > staleBars;

/** Champions of other models whose last, fresh answer points to `side`. */
export function agreeingWith(
  ctx: StrategyContext,
  {
    opinion,
    side,
    instrument,
    params,
  }: Readonly<{ opinion: Opinion; side: Side; instrument: number; params: ModelSignalParams }>,
): number {
  const others = new Set(ctx.predictions(instrument).flatMap(({ model }) => (model === opinion.model ? [] : [model])));
  const least = ppm(params.agreeingProbability);
  return [...others].filter((model) => {
    const said = ctx.prediction(model, instrument);
    if (said === null || said.upPpm === null || isStale(said, ctx.now(), params)) return false;
    return side === "buy" ? said.upPpm >= least : 1_000_000 - said.upPpm >= least;
  }).length;
}
