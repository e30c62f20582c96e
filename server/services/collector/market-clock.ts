/**
 * The market's clock. It is the wall's, except for a recording, which runs in its own time at its own speed. Desks
 * and collectors of one recording each anchor it by what the player says, so all agree within the time of a
 * loopback request; it never goes back within a session, and stands still when the recording is over.
 */
import { type Micros, micros } from "@/server/domain/micros";
import type { Clock } from "@/server/ports/clock";
import type { SourceInfo } from "@/server/ports/source-info";

/** Only what differs by more is a difference and not the time of the request. */
const TOLERANCE_MICROS = 50_000;

export type MarketClock = Clock & Readonly<{ synchronise: (info: SourceInfo) => void }>;

/** @param info null for a market that runs in wall time */
export function createMarketClock(wall: Clock, info: SourceInfo | null): MarketClock {
  let anchor: { wallAt: number; marketAt: number; speed: number } | null = null;
  const nowMicros = (): Micros => {
    const now = wall.nowMicros();
    return anchor === null ? now : micros(Math.round(anchor.marketAt + (now - anchor.wallAt) * anchor.speed));
  };
  const synchronise = ({ kind, marketAt, speed, hasEnded }: SourceInfo): void => {
    if (kind === "simulated") return;
    if (anchor?.speed === 0) return;
    const wallAt = wall.nowMicros();
    const isFirst = anchor === null;
    if (hasEnded) anchor = { wallAt, marketAt: isFirst ? marketAt : Math.max(nowMicros(), marketAt), speed: 0 };
    // Being ahead of the player cannot be undone; the player catches up.
    else if (isFirst || marketAt - nowMicros() > TOLERANCE_MICROS * speed) anchor = { wallAt, marketAt, speed };
  };
  if (info !== null) synchronise(info);
  return { nowMicros, every: wall.every, synchronise };
}
