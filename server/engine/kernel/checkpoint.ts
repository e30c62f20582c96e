/**
 * What survives a restart: plain JSON data (bigints as decimal strings), sealed with the
 * fingerprint of the settings it belongs to and a checksum, so that a foreign or damaged one is
 * refused in words and never traded on.
 */
import { AppError } from "@/server/domain/errors";
import { fingerprint } from "./digest";
import type { Due } from "./due";
import type { Parts } from "./parts";
import { fromPlain, toPlain } from "./plain";
import { settingsFingerprint } from "./settings";

export const CHECKPOINT_VERSION = 1;

export type EngineCheckpoint = Readonly<{
  kind: "tapedeck-engine";
  version: number;
  /** Fingerprint of the settings (16 hex digits); a checkpoint only opens under the same ones. */
  settings: string;
  /** Events applied when it was taken. */
  appliedEvents: number;
  /** Over all the rest, whatever the order of its keys (JSONB re-orders them). */
  checksum: string;
  state: Readonly<Record<string, unknown>>;
}>;

type EngineState = ReturnType<typeof saveParts>;

export function seal(parts: Parts, due: Due, withBooks: boolean): EngineCheckpoint {
  const unsealed = {
    kind: "tapedeck-engine",
    version: CHECKPOINT_VERSION,
    settings: settingsFingerprint(parts.settings),
    appliedEvents: parts.clock.appliedEvents,
    state: toPlain(saveParts(parts, due, withBooks)) as Readonly<Record<string, unknown>>,
  } as const;
  return { ...unsealed, checksum: fingerprint(unsealed) };
}

/** Puts a checkpoint's state into fresh parts. @throws AppError invalid when it is foreign or damaged */
export function unseal(parts: Parts, due: Due, checkpoint: EngineCheckpoint): void {
  assertOurs(parts, checkpoint);
  const state = fromPlain(checkpoint.state) as EngineState;
  parts.clock.load(state.clock);
  parts.effects.load(state.effects);
  parts.gate.load(state.gate);
  parts.orders.load(state.orders);
  parts.orderDesk.load(state.sentAt);
  parts.reportDesk.load(state.fillSeq);
  parts.portfolio.load(state.portfolio);
  parts.markouts.load(state.markouts);
  parts.exchange.load(state.exchange);
  parts.host.load(state.host);
  parts.commands.load(state.commands);
  for (const market of parts.markets) {
    const saved = state.markets[market.index];
    if (saved) market.load(saved);
    if (!saved?.book) parts.exchange.lose(market.index);
  }
  due.load(state.nextSample);
}

/** 16 hex digits over all effects so far and the state. */
export const digestOf = (parts: Parts, due: Due): string => fingerprint(toPlain(saveParts(parts, due, true)));

function saveParts(parts: Parts, due: Due, withBooks: boolean) {
  return {
    clock: parts.clock.save(),
    effects: parts.effects.save(),
    gate: parts.gate.save(),
    orders: parts.orders.save(),
    sentAt: parts.orderDesk.save(),
    fillSeq: parts.reportDesk.save(),
    portfolio: parts.portfolio.save(),
    markouts: parts.markouts.save(),
    exchange: parts.exchange.save(),
    host: parts.host.save({ windows: withBooks }),
    commands: parts.commands.save(),
    markets: parts.markets.map((market) => market.save(withBooks)),
    nextSample: due.save(),
  };
}

function assertOurs({ settings, host }: Parts, checkpoint: EngineCheckpoint): void {
  const refuse = (what: string): never => {
    throw new AppError("invalid", `The checkpoint cannot be opened: ${what}`);
  };
  if (typeof checkpoint !== "object" || checkpoint === null || checkpoint.kind !== "tapedeck-engine") {
    refuse("it is no checkpoint of this engine");
  }
  const { checksum, ...unsealed } = checkpoint;
  if (checkpoint.version !== CHECKPOINT_VERSION) {
    refuse(`it has version ${checkpoint.version}, this engine writes version ${CHECKPOINT_VERSION}`);
  }
  if (checkpoint.settings !== settingsFingerprint(settings)) refuse("it belongs to other settings");
  if (checksum !== fingerprint(unsealed)) refuse("it is damaged, its checksum does not fit its content");
  const saved = (fromPlain(checkpoint.state) as EngineState).host.slots.map(({ name }) => name);
  const here = host.names;
  if (saved.join() !== here.join()) refuse(`it was taken with strategies [${saved.join()}], here are [${here.join()}]`);
}
