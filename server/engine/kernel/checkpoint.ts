/**
 * What survives a restart: plain JSON data (bigints as decimal strings), sealed with the
 * fingerprint of the settings it belongs to and a checksum, so that a foreign or damaged one is
 * refused in words and never traded on.
 */
import { AppError } from "@/server/domain/errors";
import { fingerprint } from "./digest";
import type { Lane, Lanes } from "./lanes";
import type { Parts } from "./parts";
import { fromPlain, toPlain } from "./plain";
import { settingsFingerprint } from "./settings";

export const CHECKPOINT_VERSION = 3;

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

type LaneState = ReturnType<typeof saveLane>;
type EngineState = ReturnType<typeof saveLanes>;

export function seal(lanes: Lanes, withBooks: boolean): EngineCheckpoint {
  const unsealed = {
    kind: "tapedeck-engine",
    version: CHECKPOINT_VERSION,
    settings: settingsFingerprint(lanes.base.parts.settings),
    appliedEvents: lanes.shared.clock.appliedEvents,
    state: toPlain(saveLanes(lanes, withBooks)) as Readonly<Record<string, unknown>>,
  } as const;
  return { ...unsealed, checksum: fingerprint(unsealed) };
}

/** Puts a checkpoint's state into fresh lanes. @throws AppError invalid when it is foreign or damaged */
export function unseal(lanes: Lanes, checkpoint: EngineCheckpoint): void {
  assertOurs(lanes.base.parts, checkpoint);
  const { clock, markets, gauges, predictions, outer, ...base } = fromPlain(checkpoint.state) as EngineState;
  lanes.shared.clock.load(clock);
  for (const market of lanes.shared.markets) {
    const saved = markets[market.index];
    if (saved) market.load(saved);
  }
  lanes.shared.gauges.load(gauges);
  lanes.shared.predictions.load(predictions);
  const isLost = markets.map(({ book }) => book === null);
  loadLane(lanes.base, base, isLost);
  lanes.outer.forEach((lane, i) => {
    const saved = outer?.[i];
    if (saved) loadLane(lane, saved, isLost);
  });
  lanes.wakeAll();
}

function loadLane({ parts, due }: Lane, state: LaneState, isLost: readonly boolean[]): void {
  if (state.tally) parts.tally.load(state.tally);
  parts.effects.load(state.effects);
  parts.gate.load(state.gate);
  parts.risk.load(state.risk.terms);
  parts.equityWatch.load(state.risk.equity);
  parts.books.load(state.risk.books);
  parts.breakers.load(state.risk.breakers);
  parts.exits.load(state.risk.exits);
  parts.records.load(state.risk.records);
  parts.orders.load(state.orders);
  parts.orderDesk.load(state.sentAt);
  parts.parents.load(state.parents);
  parts.brackets.load(state.brackets);
  parts.reportDesk.load(state.fillSeq);
  parts.terms.load(state.margin.terms);
  parts.account.load(state.margin.account);
  parts.funding.load(state.margin.funding);
  parts.portfolio.load(state.portfolio);
  parts.markouts.load(state.markouts);
  parts.exchange.load(state.exchange);
  parts.status.load(state.status);
  parts.marginWatch.load(state.margin.watch);
  parts.host.load(state.host);
  parts.commands.load(state.commands);
  for (const { index } of parts.markets) if (isLost[index]) parts.exchange.lose(index);
  due.load(state.nextSample);
}

/** 16 hex digits over all effects so far and the state. */
export const digestOf = (lanes: Lanes): string => fingerprint(toPlain(saveLanes(lanes, true)));

function saveLanes({ shared, base, outer }: Lanes, withBooks: boolean) {
  return {
    ...saveLane(base, withBooks),
    clock: shared.clock.save(),
    markets: shared.markets.map((market) => market.save(withBooks)),
    gauges: shared.gauges.save(withBooks),
    predictions: shared.predictions.save(),
    outer: outer.length > 0 ? outer.map((lane) => saveLane(lane, withBooks)) : undefined,
  };
}

/** All of a lane; clock and markets are of all lanes together. */
function saveLane({ parts, due }: Lane, withBooks: boolean) {
  return {
    tally: parts.settings.execution.bands ? parts.tally.save() : undefined,
    effects: parts.effects.save(),
    gate: parts.gate.save(),
    risk: {
      terms: parts.risk.save(),
      equity: parts.equityWatch.save(),
      books: parts.books.save(),
      records: parts.records.save(),
      breakers: parts.breakers.save(),
      exits: parts.exits.save(),
    },
    orders: parts.orders.save(),
    sentAt: parts.orderDesk.save(),
    parents: parts.parents.save(),
    brackets: parts.brackets.save(),
    fillSeq: parts.reportDesk.save(),
    margin: {
      terms: parts.terms.save(),
      account: parts.account.save(),
      funding: parts.funding.save(),
      watch: parts.marginWatch.save(),
    },
    portfolio: parts.portfolio.save(),
    markouts: parts.markouts.save(),
    exchange: parts.exchange.save(),
    status: parts.status.save(),
    host: parts.host.save({ windows: withBooks }),
    commands: parts.commands.save(),
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
  if (!host.isMadeOf(saved)) refuse(`it was taken with strategies [${saved.join()}], here are [${host.names.join()}]`);
}
