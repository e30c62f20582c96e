import type { Micros } from "@/server/domain/micros";

const FIVE_MINUTES = 300_000_000;
/** By then the candles of a bar that has just ended are stored, or waited for in vain. */
const STORED_AFTER = 15_000_000;

/** Names the last five minutes that ended, by wall time: what live versions are asked of once. No ":" (BullMQ refuses it). */
export const scoreSlot = (now: Micros): string => `bar-${Math.floor((now - STORED_AFTER) / FIVE_MINUTES)}`;
