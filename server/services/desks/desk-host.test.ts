// Guarantees of hosting, whatever happens between a commit and its publication: nothing is lost that
// was committed, nothing is doubled, nothing is shown that is not committed. The engine here is a
// tally (one fill a row), so that a lost or doubled effect is a hole or a repeat in a count.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { AppError } from "@/server/domain/errors";
import type { MarketBlock } from "@/server/domain/market-block";
import { KIND, MarketBlockBuilder } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import { micros } from "@/server/domain/micros";
import type { DeskEventsView, DeskView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { Desk, DeskCommit, DeskLease, DeskStore, PendingCommand } from "@/server/ports/desk-store";
import { QUEUED_ROWS_MAX } from "./block-queue";
import type { DeskFeedSink } from "./desk-feed";
import { hostDesk } from "./desk-host";
import type { DeskEngine } from "./engine-driver";

type Saved = { fills: number; commands: string[]; restarts: number; now: number; events: number };

/** One fill a row, one outcome a command, one risk event a restart; all state in its checkpoint. */
class Tally {
  readonly #state: Saved;
  #effects: Effect[] = [];

  constructor(checkpoint: string | null) {
    this.#state = checkpoint
      ? (JSON.parse(checkpoint) as Saved)
      : { fills: 0, commands: [], restarts: 0, now: 0, events: 0 };
  }
  #seen(at: number): void {
    this.#state.now = Math.max(this.#state.now, at);
    this.#state.events += 1;
  }
  applyBlock(block: MarketBlock, from = 0, to = block.length): void {
    for (let i = from; i < to; i++) {
      this.#seen(block.receivedAt[i]!);
      if (block.priceTicks[i] === POISON) throw new Error("quantity is not conserved");
      this.#state.fills += 1;
      this.#effects.push({ kind: "fill", fill: { id: `fill-${this.#state.fills}` } } as Effect);
    }
  }
  applyCommand({ id }: { id: string }, at: Micros): void {
    this.#seen(at);
    if (id.startsWith("poison")) throw new Error("a sum is not conserved");
    if (this.#state.commands.includes(id)) return;
    this.#state.commands.push(id);
    this.#effects.push({ kind: "command", outcome: { commandId: id, accepted: true } } as Effect);
  }
  applyTimer(at: Micros): void {
    this.#seen(at);
  }
  applyRestart(at: Micros): void {
    this.#seen(at);
    this.#state.restarts += 1;
    this.#effects.push({ kind: "risk", event: { kind: "restart", seq: this.#state.restarts } } as Effect);
  }
  drainEffects(): Effect[] {
    return this.#effects.splice(0);
  }
  checkpoint(): Saved {
    return structuredClone(this.#state);
  }
  view(): { at: number; working: number[] } {
    return { at: this.#state.now, working: [this.#state.fills] };
  }
  riskView(): { at: number } {
    return { at: this.#state.now };
  }
  now(): Micros {
    return micros(this.#state.now);
  }
  get appliedEvents(): number {
    return this.#state.events;
  }
}

const POISON = 666;
type Trouble = "before" | "after" | "hang" | null;

/** What PostgreSQL holds, with trouble on request: failing before the commit, after it, or never answering. */
class World {
  epoch = 0;
  commits = 0;
  checkpoint: string | null = null;
  readonly fills: string[] = [];
  readonly outcomes: string[] = [];
  readonly pending: PendingCommand[] = [];
  readonly runs: string[] = [];
  readonly published: string[] = [];
  readonly shownCounts: number[] = [];
  /** The publisher swallows what a bus throws, so broken promises are written down. */
  readonly violations: string[] = [];
  readonly callbacks = new Set<() => void>();
  trouble: Trouble = null;
  isAway = false;
  isArchived = false;
  now = 1_000_000_000;
  seq = 0;
  sink: DeskFeedSink | null = null;
  opened = 0;

  readonly #desk = (): Desk =>
    ({ id: "d", name: "Main desk", settings: { seed: 5, instruments: [] }, isArchived: this.isArchived }) as never;

  readonly #away = (): AppError => new AppError("unavailable", "the database does not answer");

  async #commit({ lease, number, effects, checkpoint }: DeskCommit): Promise<void> {
    const { trouble } = this;
    this.trouble = null;
    if (trouble === "hang") await new Promise(() => {});
    if (this.isAway || trouble === "before") throw this.#away();
    if (lease.epoch !== this.epoch) throw new AppError("lease_lost", "taken over");
    if (number === this.commits) return;
    if (number !== this.commits + 1) throw new AppError("conflict", "does not follow");
    this.commits = number;
    this.checkpoint = checkpoint;
    for (const effect of effects) {
      if (effect.kind === "fill") this.fills.push(effect.fill.id);
      if (effect.kind === "command") this.outcomes.push(effect.outcome.commandId);
    }
    if (trouble === "after") throw this.#away();
  }

  readonly store = {
    getDesk: async () => this.#desk(),
    openRun: async (): Promise<DeskLease> => {
      if (this.isAway) throw this.#away();
      this.epoch += 1;
      const { epoch, checkpoint, commits } = this;
      return { deskId: "d", runId: `run-${epoch}`, epoch, checkpoint, commits };
    },
    commit: (commit: DeskCommit) => this.#commit(commit),
    closeRun: async (_lease: DeskLease, { status, text }: { status: string; text: string }) =>
      void this.runs.push(`${status}: ${text}`),
    listPendingCommands: async () => {
      if (this.isAway) throw this.#away();
      return this.pending.filter(({ id }) => !this.outcomes.includes(id));
    },
  } as unknown as DeskStore;

  readonly bus: Bus = {
    publish: async (topic, payload) => {
      if (topic === "desk:d") {
        const [count = 0] = decodeWire<DeskView>(payload).working as unknown as number[];
        if (count > this.fills.length)
          this.violations.push(`view of ${count} fills, committed are ${this.fills.length}`);
        this.shownCounts.push(count);
        return;
      }
      for (const { id } of decodeWire<DeskEventsView>(payload).fills) {
        if (!this.fills.includes(id)) this.violations.push(`${id} published before it was committed`);
        this.published.push(id);
      }
    },
    subscribe: async () => () => {},
    close: async () => {},
  };

  readonly clock: Clock = {
    nowMicros: () => micros(this.now),
    every: (_millis, callback) => {
      this.callbacks.add(callback);
      return () => this.callbacks.delete(callback);
    },
  };

  /** Starts a host; what an earlier one still does is as far away as a dead process. */
  host(signal: AbortSignal = new AbortController().signal): Promise<void> {
    this.callbacks.clear();
    const feed = {
      open: (sink: DeskFeedSink) => {
        this.sink = sink;
        this.opened += 1;
        sink.onOpen([]);
      },
      close: () => {},
    };
    const log = { info: () => {}, warn: () => {} };
    const openEngine = (_settings: unknown, checkpoint: string | null) =>
      new Tally(checkpoint) as unknown as DeskEngine;
    const deps = {
      desks: this.store,
      bus: this.bus,
      market: this.clock,
      wall: this.clock,
      feed,
      log,
      openEngine,
      host: "h",
    };
    return hostDesk(deps, "d", signal);
  }

  rows(count: number, priceTicks = 100): void {
    const builder = new MarketBlockBuilder();
    for (let i = 0; i < count; i++) {
      this.now += 1_000;
      const at = { exchangeAt: micros(this.now), receivedAt: micros(this.now) };
      builder.push({
        ...at,
        seq: ++this.seq,
        priceTicks,
        sizeLots: 1,
        instrument: 0,
        kind: KIND.trade,
        side: 0,
        flags: 1,
      });
    }
    this.sink?.onBlock(builder.take());
  }

  command(id: string, kind: "pause" | "kill" = "pause"): void {
    this.pending.push({ id, body: { kind }, receivedAt: micros(this.now) });
  }

  /** Lets 50 ms pass, and all that is under way come to rest. */
  async tick(count = 1): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.now += 50_000;
      this.callbacks.forEach((callback) => callback());
      await settled();
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `fill-${i + 1}`);

async function started(): Promise<World> {
  const world = new World();
  void world.host().catch(() => {});
  await settled();
  return world;
}

test("what happens is committed, then shown", async () => {
  const world = await started();
  world.rows(3);
  expect(world.published).toEqual([]);
  await world.tick(3);
  expect(world.fills).toEqual(numbered(3));
  expect(world.published).toEqual(numbered(3));
});

test("a desk shows itself once a second even when nothing happens", async () => {
  const world = await started();
  await world.tick(100);
  expect(world.shownCounts.length).toBeGreaterThanOrEqual(4);
  expect(world.shownCounts.length).toBeLessThanOrEqual(6);
});

test("commits and views are bounded in number, however many blocks come", async () => {
  const world = await started();
  for (let i = 0; i < 200; i++) {
    for (let k = 0; k < 10; k++) world.rows(1);
    await world.tick();
  }
  expect(world.commits).toBeLessThanOrEqual(201);
  expect(world.shownCounts.length).toBeLessThanOrEqual(101);
  expect(world.fills).toHaveLength(2_000);
});

test("while the database is away nothing is shown and blocks wait; nothing is lost", async () => {
  const world = await started();
  world.rows(2);
  await world.tick(2);
  world.isAway = true;
  world.rows(2);
  await world.tick(100);
  world.rows(5);
  await world.tick(20);
  expect(world.published).toEqual(numbered(2));
  world.isAway = false;
  await world.tick(60);
  expect(world.fills).toEqual(numbered(9));
  expect(world.published).toEqual(numbered(9));
  expect(world.violations).toEqual([]);
  expect(world.opened).toBe(1);
});

test("more blocks than may wait become a gap that is declared, and whole books are asked for", async () => {
  const world = await started();
  world.rows(1);
  await world.tick();
  world.isAway = true;
  world.rows(1);
  await world.tick(5);
  for (let rows = 0; rows <= QUEUED_ROWS_MAX; rows += 20_000) world.rows(20_000);
  world.isAway = false;
  await world.tick(60);
  const restarts = (JSON.parse(world.checkpoint ?? "{}") as Saved).restarts;
  expect({ opened: world.opened, restarts, fills: world.fills.length }).toEqual({ opened: 2, restarts: 1, fills: 2 });
  world.rows(1);
  await world.tick(2);
  expect(world.fills).toEqual(numbered(3));
});

test("a stop commits what there is and closes the run", async () => {
  const world = new World();
  const stop = new AbortController();
  const ended = world.host(stop.signal);
  await settled();
  world.rows(2);
  world.rows(2);
  stop.abort();
  await world.tick(2);
  await ended;
  expect(world.fills).toEqual(numbered(4));
  expect(world.runs).toEqual(["stopped: stopped in order"]);
});

test("a stop does not wait for ever for a database that is away", async () => {
  const world = new World();
  const stop = new AbortController();
  const ended = world.host(stop.signal);
  await settled();
  world.isAway = true;
  world.rows(2);
  stop.abort();
  await world.tick(110);
  await ended;
  expect(world.fills).toEqual([]);
});

test("an engine that meets an impossible state ends the run with seed and event index", async () => {
  const world = new World();
  const ended = world.host();
  await settled();
  world.rows(3);
  await world.tick(2);
  world.rows(1, POISON);
  await expect(ended).rejects.toThrow("Main desk failed: quantity is not conserved (seed 5, event 4)");
  expect(world.runs).toEqual(["failed: quantity is not conserved (seed 5, event 4)"]);
  expect(world.fills).toEqual(numbered(3));
});

test("a command that the engine fails on is answered and not tried again, and a kill behind it is reached", async () => {
  const world = new World();
  world.command("poison-1");
  world.command("killing", "kill");
  await expect(world.host()).rejects.toThrow("Main desk failed: a sum is not conserved");
  expect(world.outcomes).toEqual(["poison-1"]);
  void world.host().catch(() => {});
  await settled();
  await world.tick(3);
  expect(world.outcomes).toEqual(["poison-1", "killing"]);
  expect(world.runs).toEqual([
    "failed: a sum is not conserved (seed 5, event 1)",
    "stopped: refused the pause that the run before failed on",
  ]);
  // A kill itself is never given up.
  world.command("poison-kill", "kill");
  await expect(world.host()).rejects.toThrow("a sum is not conserved");
  expect(world.outcomes).toHaveLength(2);
});

test("a host that lost its lease stops at once and writes nothing more", async () => {
  const world = new World();
  const ended = world.host();
  await settled();
  world.rows(1);
  await world.tick(2);
  world.epoch += 1;
  world.rows(1);
  await world.tick(2);
  await ended;
  expect(world.fills).toEqual(numbered(1));
  expect(world.runs).toEqual([]);
});

test("a host with nothing to commit learns within seconds that the desk is another's", async () => {
  const world = new World();
  const ended = world.host();
  await settled();
  world.rows(1);
  await world.tick(2);
  world.epoch += 1;
  await world.tick(101);
  await ended;
  expect(world.fills).toEqual(numbered(1));
});

test("an archived desk is refused in words", async () => {
  const world = new World();
  world.isArchived = true;
  await expect(world.host()).rejects.toThrow("Main desk is archived and runs no more");
});

const anyAction = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("rows" as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("tick" as const), count: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("command" as const), count: fc.constant(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lost" as const), count: fc.constant(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("crash" as const), count: fc.constant(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("away" as const), count: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 3, arbitrary: fc.constantFrom("before", "after", "hang").map((kind) => ({ do: kind, count: 1 }) as const) },
);

test("any interleaving of crashes, outages and lost answers loses and doubles nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAction, { maxLength: 40 }), async (actions) => {
      const world = await started();
      let commands = 0;
      for (const action of actions) {
        if (action.do === "rows") world.rows(action.count);
        else if (action.do === "tick") await world.tick(action.count);
        else if (action.do === "command") world.command(`c${++commands}`);
        else if (action.do === "lost") world.sink?.onLost("gone");
        else if (action.do === "away") {
          world.isAway = true;
          await world.tick(action.count);
          world.isAway = false;
        } else if (action.do === "crash") {
          void world.host().catch(() => {});
          await settled();
        } else world.trouble = action.do;
      }
      // The end of every story: a fresh host on a healthy database.
      world.trouble = null;
      void world.host().catch(() => {});
      await settled();
      world.rows(1);
      await world.tick(60);

      const saved = JSON.parse(world.checkpoint ?? "null") as Saved;
      expect([world.fills, saved.fills > 0]).toEqual([numbered(saved.fills), true]);
      expect([...world.outcomes].sort()).toEqual(world.pending.map(({ id }) => id).sort());
      expect(world.violations).toEqual([]);
      expect(new Set(world.published).size).toBe(world.published.length);
      expect(world.published.at(-1)).toBe(world.fills.at(-1));
    }),
    { numRuns: 300 },
  );
});
