/** Which market this worker serves, from what the launcher decided and what the market server says. */
import type { MarketSource, SourceKind } from "@/server/domain/source";
import type { FetchSourceInfo, SourceInfo } from "@/server/ports/source-info";

export type SourceChoice = Readonly<{
  kind: SourceKind;
  /** Why, in words for people; may be empty. */
  reason: string;
  /** Path of what is played; only its last part matters. */
  recording: string | null;
}>;

/** @throws what `fetchInfo` throws; it is not asked when the source is live */
export async function resolveSource(choice: SourceChoice, fetchInfo: FetchSourceInfo): Promise<MarketSource> {
  if (choice.kind === "live") return LIVE(choice.reason || "Binance answered.");
  const info = await fetchInfo();
  return info.kind === "simulated" ? simulated(choice, info) : recorded(choice, info);
}

const LIVE = (reason: string): MarketSource => ({
  kind: "live",
  venueId: "binance",
  label: "LIVE Binance",
  reason,
  speed: 1,
  session: "live",
});

const simulated = (choice: SourceChoice, { label, session, speed }: SourceInfo): MarketSource => ({
  kind: "simulated",
  venueId: "simulated",
  label,
  reason: choice.reason || "A simulated market was asked for.",
  speed,
  session,
});

const recorded = (choice: SourceChoice, { label, session, speed }: SourceInfo): MarketSource => ({
  kind: "recorded",
  venueId: `recorded-${slugOf(choice.recording ?? label)}`,
  label,
  reason: choice.reason || "A recording was asked for.",
  speed,
  session,
});

/** "/data/spot/btcusdt_20240808.dat.gz" is "btcusdt-20240808". */
export function slugOf(recording: string): string {
  const name = recording.replace(/[\\/]+$/, "").replace(/^.*[\\/]/, "");
  const slug = name
    .toLowerCase()
    .replace(/(\.(gz|dat|json|jsonl|txt|csv))+$/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return slug || "unnamed";
}
