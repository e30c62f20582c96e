import type { Micros } from "@/server/domain/micros";

/** What a market server of ours (simulated or recorded) says about itself at one moment. */
export type SourceInfo = Readonly<{
  kind: "simulated" | "recorded";
  /** "SIMULATED", "RECORDED 2024-08-08 x10". */
  label: string;
  session: string;
  /** Market seconds a wall second. */
  speed: number;
  /** Its market time now, µs. */
  marketAt: Micros;
  /** A recording that is over. */
  hasEnded: boolean;
}>;

export type FetchSourceInfo = () => Promise<SourceInfo>;
