/**
 * Runs recorded market events through the engine, exactly as a live desk does: the same driver, the
 * same timers at whole seconds, the same settings. Memory is constant whatever the range.
 */
import type { DeskCommand } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { Bands } from "@/server/domain/portfolio";
import { Engine } from "@/server/engine/kernel/engine";
import { createEngineDriver, type EngineDriver } from "@/server/services/desks/engine-driver";
import { createStrategies } from "@/server/strategies/registry";
import { rowAt, sliceBlock } from "./slice-block";
import { RunTally, type Tally } from "./tally";

export type TimedCommand = Readonly<{ at: Micros; command: DeskCommand }>;

export type ReplayInput = Readonly<{
  /** In order of receipt; instrument numbers are those of the settings. */
  blocks: AsyncIterable<MarketBlock>;
  settings: DeskSettings;
  /** By time; each is applied before the first row that was received at its time or later. */
  commands?: readonly TimedCommand[];
  /** All effects, block by block, for those who want more than the tally. */
  onEffects?: (effects: readonly Effect[]) => void;
  signal?: AbortSignal;
}>;

export type ReplayResult = Tally &
  Readonly<{
    /** Rows, commands and timers applied. */
    events: number;
    /** Engine time of the first and the last event, µs; null when there was none. */
    span: Readonly<{ from: Micros; to: Micros }> | null;
    /** The run under three queue models; null when the settings have no bands. */
    bands: Bands | null;
    /** 16 hex digits over all effects and the final state: the same for the same input, always. */
    digest: string;
  }>;

/** @throws AppError for settings or parameters that make no sense; the signal's reason when aborted */
export async function replay({
  blocks,
  settings,
  commands = [],
  onEffects,
  signal,
}: ReplayInput): Promise<ReplayResult> {
  const engine = Engine.create(settings, () => createStrategies(settings.strategies));
  const driver = createEngineDriver(engine);
  const pending = commands.toSorted((a, b) => a.at - b.at);
  const tally = new RunTally();
  const drain = () => {
    const effects = engine.drainEffects();
    for (const effect of effects) tally.add(effect);
    onEffects?.(effects);
  };
  let from: Micros | null = null;
  for await (const block of blocks) {
    signal?.throwIfAborted();
    if (block.length === 0) continue;
    from ??= Math.max(block.receivedAt[0] ?? 0, block.exchangeAt[0] ?? 0) as Micros;
    applyBlock(driver, block, pending);
    drain();
  }
  for (const { command, at } of pending) driver.applyCommand(command, at);
  drain();
  return {
    ...tally.result(),
    events: engine.appliedEvents,
    span: from === null ? null : { from, to: engine.now() },
    bands: engine.view().equity.bands,
    digest: engine.digest(),
  };
}

/** Takes the commands that it applied out of `pending`. */
function applyBlock(driver: EngineDriver, block: MarketBlock, pending: TimedCommand[]): void {
  let done = 0;
  for (let next = pending[0]; next !== undefined; next = pending[0]) {
    const row = rowAt(block, next.at, done);
    if (row === block.length) break;
    driver.applyBlock(sliceBlock(block, done, row));
    driver.applyCommand(next.command, next.at);
    pending.shift();
    done = row;
  }
  driver.applyBlock(done === 0 ? block : sliceBlock(block, done, block.length));
}
