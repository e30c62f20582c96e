/** The market's past as a trainer's login may read it: what ends before the quarantine, and nothing else. */
import type { InstrumentSpec } from "@/server/domain/instrument";

export type SeenInstrument = Readonly<{
  /** As it is now. Minimum notional is not among what can be seen: the default of DOMAIN 4 stands in. */
  spec: InstrumentSpec;
  /** Null without any data, µs. */
  endsAt: number | null;
  days: number;
  basis: "now" | "data_end";
  kind: "live" | "simulated" | "recorded" | "imported";
}>;

/** A final bar, counted in the present ticks and lots. */
export type SeenBar = Readonly<{
  openAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}>;

export type TrainingViews = Readonly<{
  /** In the order of the ids; those that cannot be seen are left out. */
  instruments: (ids: readonly string[]) => Promise<readonly SeenInstrument[]>;
  /** Width of the stored minutes, and of bars that were brought along, µs; narrowest first. */
  widths: (instrumentId: string) => Promise<readonly number[]>;
  /** Rising. @param width one of `widths` */
  bars: (instrumentId: string, width: number) => Promise<readonly SeenBar[]>;
  close: () => Promise<void>;
}>;
