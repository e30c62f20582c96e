/** Where the market comes from; shown in words at all times. */
export type SourceKind = "live" | "simulated" | "recorded";

export type MarketSource = Readonly<{
  kind: SourceKind;
  /** "binance" live, "simulated", or "recorded-<name>": data of different sources never mixes. */
  venueId: string;
  /** Badge: "LIVE Binance", "SIMULATED", "RECORDED 2024-08-08 x10". */
  label: string;
  /** One sentence: why this source, e.g. that no venue could be reached. */
  reason: string;
  /** Market seconds a wall second: 1 except for recordings. */
  speed: number;
  /** A new playback of a recording is a new session and gets a new desk; otherwise constant. */
  session: string;
}>;
