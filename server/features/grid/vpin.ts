/**
 * Volume-synchronised probability of informed trading (Easley, Lopez de Prado & O'Hara, "Flow Toxicity and Liquidity in a
 * High-Frequency World", Review of Financial Studies 25(5), 2012): mean of |bought − sold| / V over the last 50 buckets of
 * volume V.
 *
 * V is a fiftieth of what traded in the trailing window, so fifty buckets are that window: they are cut anew from its end
 * backwards, and no value depends on when counting began. Where theirs classifies volume in bulk, the venue names the
 * aggressor here; a slot of time that two buckets share is split in proportion.
 */
const BUCKETS = 50;

/** Bought and sold lots of a slot of time; age 0 is the newest. */
export type VolumeSlots = Readonly<{ bought: (age: number) => number; sold: (age: number) => number; length: number }>;

/** @returns 0 (balanced in every bucket) to 1 (one-sided in every bucket); NaN when nothing traded */
export function vpin({ bought, sold, length }: VolumeSlots): number {
  let total = 0;
  for (let age = 0; age < length; age++) total += bought(age) + sold(age);
  if (total === 0) return Number.NaN;
  const size = total / BUCKETS;
  let [room, net, sum] = [size, 0, 0];
  for (let age = 0; age < length; age++) {
    const buys = bought(age);
    let volume = buys + sold(age);
    if (volume === 0) continue;
    const side = (2 * buys - volume) / volume;
    for (; volume >= room; room = size, net = 0) {
      sum += Math.abs(net + side * room);
      volume -= room;
    }
    net += side * volume;
    room -= volume;
  }
  // Rounding may leave the last bucket a hair short of full.
  return Math.min(1, (sum + Math.abs(net)) / total);
}
