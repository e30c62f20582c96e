/** The market's clock of a thread, kept in step with the player of a recording. */
import type { Container } from "@/server/container";
import type { MarketSource } from "@/server/domain/source";
import type { Clock } from "@/server/ports/clock";
import { createMarketClock } from "@/server/services/collector/market-clock";

const SYNCHRONISE_MILLIS = 2_000;

/** @throws AppError unavailable when the player does not answer */
export async function startMarketClock(
  { clock, fetchSourceInfo }: Container,
  source: MarketSource,
): Promise<Readonly<{ clock: Clock; stop: () => void }>> {
  if (source.kind !== "recorded") return { clock, stop: () => {} };
  const market = createMarketClock(clock, await fetchSourceInfo());
  const synchronise = async (): Promise<void> => {
    const info = await fetchSourceInfo();
    // Another playback has another time; the desk of this one is about to be archived.
    if (info.session === source.session) market.synchronise(info);
  };
  // A player that is away for a moment changes nothing: the clock runs on by itself.
  const stop = clock.every(SYNCHRONISE_MILLIS, () => void synchronise().catch(() => {}));
  return { clock: market, stop };
}
