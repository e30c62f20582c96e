/** One line about one instrument: what the strategy waits for, with numbers. */

import type { StrategyContext } from "@/server/engine/strategy/strategy";
import { priceText, refusalText, secondsText, sizeText } from "@/server/strategies/words";
import type { Entry } from "./entry";
import type { Exit } from "./exit";
import type { Scene } from "./scene";
import { signed } from "./words";

export function stanceText(
  ctx: StrategyContext,
  scene: Scene,
  { entry, exit }: Readonly<{ entry: Entry; exit: Exit }>,
): string {
  const { spec, readings, holding, index } = scene;
  const now = ctx.now();
  const say = (text: string) => `${spec.symbol} ${text}`;
  if (exit.isUnderWay && holding.lots > 0) {
    const limitTicks = exit.quote?.limitTicks ?? null;
    const how = limitTicks === null ? "sells at market" : `offers at ${priceText(spec, limitTicks)}`;
    return say(`leaves: ${how}`);
  }
  if (holding.lots > 0) {
    const held = `${sizeText(spec, holding.lots)} for ${secondsText(now - holding.openedAt)}`;
    return say(`holds ${held}, sells at order flow ${leaveText(scene)} or below ${priceText(spec, exit.stopTicks)}`);
  }
  if (entry.quote) return say(`bids at ${priceText(spec, entry.quote.limitTicks ?? 0)}`);
  const refusal = ctx.entryRefusal(index, { side: "buy", confidencePpm: 1_000_000 });
  if (!ctx.isOpen(index))
    return say(`may not enter: ${refusal ? refusalText(spec, refusal) : "no new risk may be taken now"}`);
  if (!readings.isKnown) return say(`learns the order flow, ${readings.warmSeconds(now)} of 10 s`);
  const wait = entry.waitMicros(now);
  if (wait > 0) return say(`pauses ${Math.ceil(wait / 1_000_000)} s between entries`);
  if (refusal) return say(`may not enter: ${refusalText(spec, refusal)}`);
  return say(waitingText(scene));
}

const leaveText = ({ readings, params }: Scene): string =>
  `${signed(params.exitFlow)} (now ${signed(readings.slowFlow)})`;

/** Readings beside what they must reach. */
function waitingText({ readings, params }: Scene): string {
  if (readings.spreadBps > params.spreadMaxBps) {
    return `waits for a spread of ${params.spreadMaxBps} bps (now ${readings.spreadBps.toFixed(2)})`;
  }
  const pair = (value: number, least: number, decimals = 1) =>
    `${signed(value, decimals)} of ${signed(least, decimals)}`;
  return (
    `waits for order flow 1 s ${pair(readings.fastFlow, params.fastFlowMin)}, ` +
    `10 s ${pair(readings.slowFlow, params.slowFlowMin)}, ` +
    `book ${pair(readings.imbalance, params.imbalanceMin, 2)}`
  );
}
