import type { FeatureDefinition } from "@/server/features/feature";

/** What the second grid computes from one part of its state. */
export type GridFeature<State> = Readonly<{
  definition: FeatureDefinition;
  /**
   * @param second begin of this second: everything before it is known, nothing of it
   * @returns NaN where it is not defined; whether its window was seen whole is the stream's to say
   */
  value: (state: State, second: number) => number;
}>;

type Described = Pick<FeatureDefinition, "name" | "title" | "unit" | "range" | "formula" | "source"> &
  Readonly<{ seconds: number }>;

/** A feature of the book, or of book and trades together. */
export const ofBook = ({ seconds, ...rest }: Described): FeatureDefinition => ({
  ...rest,
  group: "book",
  warmUp: Math.max(1, seconds),
  version: 1,
  inputs: ["book"],
});

export const ofTrades = ({ seconds, ...rest }: Described): FeatureDefinition => ({
  ...rest,
  group: "flow",
  warmUp: Math.max(1, seconds),
  version: 1,
  inputs: ["book", "trades"],
});

/** Half ticks as bps of a mid in half ticks. */
export const bps = (halfTicks: number, mid: number): number => (10_000 * halfTicks) / mid;
