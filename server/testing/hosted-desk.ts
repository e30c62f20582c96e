/** A desk hosted for real, engine and services and all, on a market written by hand and a clock moved by hand. */
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryBus } from "@/server/adapters/memory/memory-bus";
import { createMemoryTapes } from "@/server/adapters/memory/memory-tapes";
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Prediction } from "@/server/domain/models/prediction";
import type { DeskEventsView, DeskView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import { topics } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { AuditEntry } from "@/server/ports/system-store";
import type { Tapes } from "@/server/ports/tape";
import type { DeskFeedSink } from "@/server/services/desks/desk-feed";
import { hostDesk } from "@/server/services/desks/desk-host";
import type { DeskModels, ModelsHost } from "@/server/services/desks/desk-models";
import { TICK_MILLIS } from "@/server/services/desks/desk-run";
import type { DeskService } from "@/server/services/desks/desk-service";
import { createDeskService } from "@/server/services/desks/desk-service";
import { openEngine } from "@/server/services/desks/open-engine";
import type { JournalService } from "@/server/services/journal/journal-service";
import { createJournalService } from "@/server/services/journal/journal-service";
import { createTopicHub } from "@/server/services/stream/topic-hub";
import { createRecordRun } from "@/server/services/tapes/record-run";
import type { StoresHarness } from "./contracts/stores";
import { newDesk } from "./contracts/stores";
import { ABC, testSettings } from "./engine-run";
import { atMillis, type MarketBuilder, market } from "./market-builder";

export type HostedDesk = Readonly<{
  deskId: string;
  bus: Bus;
  desks: DeskService;
  journal: JournalService;
  /** What its runs recorded. */
  tapes: Tapes;
  /** All that was shown, in order. */
  views: readonly DeskView[];
  events: readonly DeskEventsView[];
  /** Sends the rows that `write` adds to the desk. */
  feed: (write: (market: MarketBuilder) => unknown) => void;
  /** What a model of the desk says now. */
  predict: (prediction: Prediction) => void;
  /** Lets so many ms pass, tick by tick, and what is under way come to rest at each. */
  pass: (millis: number) => Promise<void>;
  /** Stores a command as a page does and lets it be applied. @returns its outcome */
  command: (body: CommandBody) => Promise<CommandOutcome>;
  /** The audit trail of this desk, newest first. */
  audit: () => Promise<readonly AuditEntry[]>;
  /** Abandons the host as kill -9 would, and hosts anew. */
  crash: () => Promise<void>;
  stop: () => Promise<void>;
}>;

/** Models that are asked for real, in place of those that a test speaks for. */
export type OpenModels = (clock: Clock) => DeskModels;

export type HostedOptions = Readonly<{ settings?: DeskSettings; openModels?: OpenModels | null }>;

let commandIds = 0;

/** @param settled  resolves when the stores are at rest, e.g. after a query */
export async function startHostedDesk(
  stores: StoresHarness,
  settled: () => Promise<unknown>,
  { settings = testSettings(), openModels = null }: HostedOptions = {},
): Promise<HostedDesk> {
  const clock = createHandClock(atMillis(0));
  const bus = createMemoryBus().connect();
  const desk = await stores.desks.createDesk(newDesk({ settings }));
  const builder = market(ABC);
  const views: DeskView[] = [];
  const events: DeskEventsView[] = [];
  await bus.subscribe(topics.desk(desk.id), (payload) => void views.push(decodeWire<DeskView>(payload)));
  await bus.subscribe(topics.deskEvents(desk.id), (payload) => void events.push(decodeWire<DeskEventsView>(payload)));
  const desks = createDeskService({ ...stores, bus, hub: createTopicHub(bus), clock, findSource: async () => null });

  const tapes = createMemoryTapes();
  const hosting = createHosting({ stores, tapes, bus, clock, deskId: desk.id, openModels });
  hosting.host();
  await settled();

  const pass = async (millis: number): Promise<void> => {
    for (let passed = 0; passed < millis; passed += TICK_MILLIS) {
      clock.advance(TICK_MILLIS * 1_000);
      await settled();
    }
  };
  return {
    deskId: desk.id,
    bus,
    tapes,
    desks,
    journal: createJournalService(stores),
    views,
    events,
    feed(write) {
      write(builder);
      hosting.send(builder.take());
    },
    predict: (prediction) => hosting.say(prediction),
    pass,
    async command(body) {
      const id = `command-${++commandIds}`;
      await desks.command({ deskId: desk.id, id, body }, "test");
      await pass(3 * TICK_MILLIS);
      const outcome = await desks.outcome(desk.id, id);
      if (!outcome) throw new Error(`the command ${id} was not applied`);
      return outcome;
    },
    audit: async () => (await stores.system.listAudit(100)).filter(({ subject }) => subject === desk.id),
    async crash() {
      hosting.abandon();
      hosting.host();
      await settled();
      await pass(TICK_MILLIS);
    },
    async stop() {
      const ended = hosting.stop();
      await pass(2 * TICK_MILLIS);
      await ended;
    },
  };
}

type HostingDeps = Readonly<{
  stores: StoresHarness;
  tapes: Tapes;
  bus: Bus;
  clock: Clock;
  deskId: string;
  openModels: OpenModels | null;
}>;

/** One host after the other for a desk, each of which may be abandoned as if its process had died. */
function createHosting({ stores, tapes, bus, clock, deskId, openModels }: HostingDeps) {
  const { desks, tapeIndex: index } = stores;
  let sink: DeskFeedSink | null = null;
  let say: (prediction: Prediction) => void = () => {};
  let isAlive = { value: true };
  let stopping = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const log = { info: () => {}, warn: () => {} };
  return {
    host(): void {
      const alive = { value: true };
      isAlive = alive;
      stopping = new AbortController();
      // A dead process hears nothing: its ticks are cut off with it.
      const every: Clock["every"] = (millis, tick) => clock.every(millis, () => void (alive.value && tick()));
      const feed = {
        open(next: DeskFeedSink) {
          sink = next;
          next.onOpen([ABC]);
        },
        close: () => {},
      };
      const spoken = {
        open: (_instruments: unknown, host: ModelsHost) => {
          say = host.say;
        },
        onBlock: () => {},
        onClock: () => {},
        onRestart: () => {},
        tick: () => {},
        close: async () => {},
      };
      const models = openModels?.(clock) ?? spoken;
      const wall = { nowMicros: clock.nowMicros, every };
      const recordRun = createRecordRun({ tapes, index, clock: wall, log, recordError: async () => {} });
      const deps = { desks, bus, market: clock, wall, feed, log, openEngine, host: "test", recordRun, models };
      ended = hostDesk(deps, deskId, stopping.signal);
      ended.catch(() => {});
    },
    abandon(): void {
      isAlive.value = false;
    },
    say: (prediction: Prediction): void => say(prediction),
    send: (block: MarketBlock): void => sink?.onBlock(block),
    stop(): Promise<void> {
      stopping.abort();
      return ended;
    },
  };
}
