/** Where the trainer's market history comes from: the quarantined views of the database, or files on the command line. */
import type { Interval } from "@/server/domain/candle";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Bar } from "@/server/features/bars/bar";

export type InstrumentHistory = Readonly<{
  spec: InstrumentSpec;
  /** Final bars of the interval that was asked for, rising; prices in ticks, volume in lots. Quiet ones may be absent. */
  bars: readonly Bar[];
  /** Funding rates as they became known, rising; none of spot. */
  funding: readonly Readonly<{ at: number; ratePpm: number }>[];
}>;

export type TrainingHistory = Readonly<{
  instruments: readonly InstrumentHistory[];
  /** What may be seen ends here, µs. */
  quarantineFrom: number;
  /** What may not be seen, in words. */
  quarantineText: string;
}>;

export type TrainingSource = Readonly<{
  /** @throws AppError not_found for an instrument of which nothing can be seen, with why */
  load: (wanted: Readonly<{ instrumentIds: readonly string[]; interval: Interval }>) => Promise<TrainingHistory>;
}>;
