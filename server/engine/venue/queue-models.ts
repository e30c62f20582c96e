/**
 * How much is ahead of a resting order, guessed from displayed size (DOMAIN.md 4; formulas and names
 * after Rigtorp, "Estimating order queue position", 2013, and hftbacktest's probability queue
 * models). Lots are integers before and after; where a model gives a fraction it is rounded against
 * us, and its probability is cut to whole parts per million before it decides anything, so that no
 * libm's last bit can.
 */
import type { QueueModelSettings } from "@/server/domain/desk-settings";

const PPM = 1_000_000;

export type QueueModel = Readonly<{
  kind: QueueModelSettings["kind"];
  /** Probability that a cancel came from behind us, ppm, rounded up (a cancel behind does not help us). */
  behindPpm: (aheadLots: number, backLots: number) => number;
}>;

export function queueModel(settings: QueueModelSettings): QueueModel {
  const { kind } = settings;
  // `exact` guesses like `log` where the feed does not name orders.
  if (kind === "log" || kind === "exact") return { kind, behindPpm: share((lots) => Math.log(1 + lots)) };
  if (kind === "power") {
    const { exponent } = settings;
    return { kind, behindPpm: share((lots) => lots ** exponent) };
  }
  // `touch` fills before its queue matters; what it shows of the queue are sure advances only.
  return { kind, behindPpm: () => PPM };
}

/** weight(back) / (weight(back) + weight(ahead)) in ppm. */
const share = (weight: (lots: number) => number) => (aheadLots: number, backLots: number) => {
  const back = weight(backLots);
  const sum = back + weight(aheadLots);
  return sum > 0 ? Math.min(Math.ceil((back / sum) * PPM), PPM) : PPM;
};

export type DepthChange = Readonly<{
  aheadLots: number;
  /** Displayed at our price before and after. */
  previousLots: number;
  nextLots: number;
  /** Of the difference, what trades have already accounted for. */
  tradedLots: number;
}>;

/**
 * Ahead after the displayed size went from `previous` to `next`: with change = previous − next − traded,
 * back = previous − ahead and p the model's probability,
 * ahead = min(ahead − (1−p)·change + min(back − p·change, 0), next), never below 0; when the level
 * grew by more than was traded, min(ahead, next). DOMAIN.md 4.
 */
export function aheadAfterDepth(model: QueueModel, change: DepthChange): number {
  const { aheadLots, previousLots, nextLots, tradedLots } = change;
  const cancelled = previousLots - nextLots - tradedLots;
  if (cancelled < 0) return Math.min(aheadLots, nextLots);
  const back = Math.max(previousLots - aheadLots, 0);
  const behind = model.behindPpm(aheadLots, back);
  const scaled = aheadLots * PPM - (PPM - behind) * cancelled + Math.min(back * PPM - behind * cancelled, 0);
  return Math.max(Math.min(Math.ceil(scaled / PPM), nextLots), 0);
}
