/** Looks after the market server: whether its recording is over, what its time is, and whether it still plays the same. */
import type { MarketSource } from "@/server/domain/source";
import type { Clock } from "@/server/ports/clock";
import type { FetchSourceInfo, SourceInfo } from "@/server/ports/source-info";

const LOOK_MILLIS = 2_000;

export type SourceWatchDeps = Readonly<{
  source: MarketSource;
  fetchInfo: FetchSourceInfo;
  /** Wall time. */
  clock: Clock;
  onInfo: (info: SourceInfo) => void;
  /** Another session began: what was collected so far has no continuation. Called once. */
  onSessionLost: (info: SourceInfo) => void;
}>;

/** A server that does not answer is on its way back, or the connection says so. @returns a function that ends it */
export function watchSource({ source, fetchInfo, clock, onInfo, onSessionLost }: SourceWatchDeps): () => void {
  let isAsking = false;
  const look = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      const info = await fetchInfo();
      if (info.session === source.session) onInfo(info);
      else {
        stop();
        onSessionLost(info);
      }
    } catch {
      // Not an answer about the source; the next look asks again.
    } finally {
      isAsking = false;
    }
  };
  const stop = clock.every(LOOK_MILLIS, () => void look());
  return stop;
}
