/** The sentences of the strategy. */
import type { Prediction } from "@/server/domain/models/prediction";
import type { Opinion } from "./opinion";

const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(1)} %`;

/** e.g. `trend-5m version 3 says 71.2 % up, confidence 0.83: strong buy` */
export const opinionText = ({ model, version, upPpm, confidencePpm, stance }: Opinion): string =>
  `${model} version ${version} says ${percent(upPpm)} up, confidence ${(confidencePpm / 1_000_000).toFixed(2)}: ${stance}`;

type Challenger = Readonly<{ name: string; up: number }>;

/** What shadows last said of the very bar that an opinion is of, or of an older one if they have not answered yet. */
export const challengersOf = (said: readonly Prediction[], { model }: Pick<Opinion, "model">): readonly Challenger[] =>
  said.flatMap((one) =>
    one.role === "shadow" && one.upPpm !== null && one.model === model
      ? [{ name: `${one.model} v${one.version}`, up: one.upPpm / 1_000_000 }]
      : [],
  );

/** e.g. `; challengers: trend-5m v4 64.0 % up`; nothing without any. */
export function challengersText(said: readonly Prediction[], opinion: Opinion): string {
  const all = challengersOf(said, opinion).map(({ name, up }) => `${name} ${percent(up * 1_000_000)} up`);
  return all.length === 0 ? "" : `; challengers: ${all.join(", ")}`;
}
