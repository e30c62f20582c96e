import type { FeatureCoverage } from "@/components/features/views";
import type { HistoryFact } from "./steps";

const DAY_MICROS = 86_400e6;

/** How many days of final bars there are of each instrument, and what is being fetched. Pure. */
export function historyFacts(
  { candles, backfills }: FeatureCoverage,
  wanted: readonly string[],
): readonly HistoryFact[] {
  return wanted.map((instrumentId) => {
    const spans = candles.filter((span) => span.instrumentId === instrumentId);
    const bars = Math.max(0, ...spans.map((span) => (span.bars * span.widthMicros) / DAY_MICROS));
    const fetch = backfills.find((one) => one.kind === "history" && one.instrumentId === instrumentId) ?? null;
    const isOpen = fetch?.state === "queued" || fetch?.state === "running";
    return {
      instrumentId,
      days: bars,
      share: isOpen ? fetch.share : null,
      problem: fetch?.state === "failed" ? fetch.text : null,
    };
  });
}
