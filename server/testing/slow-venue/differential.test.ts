// Guarantee: on random markets with random orders the engine fills what a second, obvious venue fills, lot for lot.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import type { Effect } from "@/server/domain/effect";
import { lots } from "@/server/domain/lots";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { Order } from "@/server/domain/order";
import { Rng } from "@/server/domain/rng";
import { formatSteps } from "@/server/domain/steps";
import { ticks } from "@/server/domain/ticks";
import { Engine } from "@/server/engine/kernel/engine";
import { ABC, draft, testSettings } from "@/server/testing/engine-run";
import { randomMarket } from "@/server/testing/random-market";
import { type Model, type SlowOrder, SlowVenue } from "./slow-venue";

type Case = Readonly<{ seed: number; messages: number; model: Model }>;
type Request = Readonly<{ at: number; run: (venue: SlowVenue, at: number) => void }>;

const ENTRY_MICROS = 10_000;
const sides = ["buy", "sell"] as const;

const anyCase: fc.Arbitrary<Case> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  messages: fc.integer({ min: 20, max: 400 }),
  model: fc.constantFrom<Model>("riskAverse", "log", "touch"),
});

/** What one venue says of a run; in venue order per order. */
type Told = Readonly<{ fills: readonly string[]; ends: Readonly<Record<string, string>> }>;

type Tell = (body: CommandBody, id: string) => CommandOutcome | undefined;

function engineRun({ seed, messages, model }: Case): Readonly<{ told: Told; block: MarketBlock; requests: Request[] }> {
  const block = randomMarket({ seed, messages, hasLatePrints: false });
  const settings = testSettings({
    queueModel: { kind: model },
    openingBalanceAtoms: parseAtoms("1000000000"),
    risk: { ...testSettings().risk, ordersPerMinuteMax: 1_000_000, openOrdersMax: 12 },
  });
  const engine = Engine.create(settings, () => []);
  const rng = Rng.derive(seed, "person");
  const effects: Effect[] = [];
  const tell: Tell = (body, id) => {
    engine.applyCommand({ id, body }, engine.now());
    const said = engine.drainEffects();
    effects.push(...said);
    return said.find((effect) => effect.kind === "command")?.outcome;
  };
  const requests: Request[] = [];
  for (let i = 0; i < block.length; i++) {
    engine.applyBlock(block, i, i + 1);
    effects.push(...engine.drainEffects());
    if (rng.next() < 0.08) requests.push(...act(engine, { rng, tell, id: `cmd-${i}` }));
  }
  engine.applyTimer(micros(engine.now() + 5_000_000));
  effects.push(...engine.drainEffects());
  return { told: toldBy(effects), block, requests };
}

function toldBy(effects: readonly Effect[]): Told {
  const fills: string[] = [];
  const ends: Record<string, string> = {};
  for (const effect of effects) {
    if (effect.kind === "fill") {
      const { orderId, priceTicks, sizeLots, rule, at } = effect.fill;
      fills.push(`${orderId} ${sizeLots} @ ${priceTicks} ${rule} ${at}`);
    } else if (effect.kind === "order" && effect.order.arrivesAt !== null && effect.order.closedAt !== null) {
      ends[effect.order.id] = effect.order.state;
    }
  }
  return { fills: fills.sort(), ends };
}

type Person = Readonly<{ rng: Rng; tell: Tell; id: string }>;

/** A person does something at random; what the desk lets pass is what the other venue is asked, too. */
function act(engine: Engine, { rng, tell, id }: Person): Request[] {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const at = engine.now() + ENTRY_MICROS;
  const { working } = engine.view();
  const order = working[below(working.length)];
  const roll = rng.next();
  const best = engine.book(0).bestBid();
  if (Number.isNaN(best)) return [];
  const near = (width: number) => best + below(2 * width) - width;
  if (roll < 0.55 || !order) {
    const tif = (["GTC", "GTC", "IOC", "FOK"] as const)[below(4)] ?? "GTC";
    const wish = { side: sides[below(2)] ?? "buy", size: formatSteps(1 + below(250), ABC.lotSize), tif } as const;
    const price = formatSteps(near(8), ABC.tickSize);
    const postOnly = tif === "GTC" && rng.next() < 0.3;
    tell({ kind: "submit", order: draft(rng.next() < 0.15 ? wish : { ...wish, price, postOnly }) }, id);
    const sent = engine.view().working.find(({ commandId }) => commandId === id);
    return sent ? [{ at, run: (venue, when) => venue.submit(asSlow(sent), when) }] : [];
  }
  if (roll < 0.75) {
    tell({ kind: "cancel", orderId: order.id }, id);
    return [{ at, run: (venue) => venue.cancel(order.id) }];
  }
  const limitTicks = rng.next() < 0.5 ? null : ticks(near(6));
  const sizeLots = rng.next() < 0.4 ? null : lots(1 + below(300));
  const outcome = tell({ kind: "amend", orderId: order.id, limitTicks, sizeLots }, id);
  if (outcome?.accepted !== true) return [];
  return [{ at, run: (venue, when) => venue.amend(order.id, { limit: limitTicks, size: sizeLots }, when) }];
}

function asSlow({ id, side, type, timeInForce, postOnly, limitTicks, sizeLots }: Order): SlowOrder {
  const limit = limitTicks ?? (side === "buy" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  const isMarket = type === "market";
  return { id, side, isMarket, timeInForce, postOnly, limit, left: sizeLots, filled: 0 };
}

function slowRun(block: MarketBlock, requests: readonly Request[], model: Model): Told {
  const venue = new SlowVenue(model);
  const waiting = [...requests];
  for (let i = 0; i < block.length; i++) {
    const at = block.exchangeAt[i] ?? 0;
    while (waiting[0] && waiting[0].at < at) {
      const request = waiting.shift();
      request?.run(venue, request.at);
    }
    apply(venue, block, i);
  }
  for (const request of waiting) request.run(venue, request.at);
  const fills = venue.fills.map(({ id, lots: size, price, rule, at }) => `${id} ${size} @ ${price} ${rule} ${at}`);
  return { fills: fills.sort(), ends: Object.fromEntries(venue.ends) };
}

function apply(venue: SlowVenue, block: MarketBlock, i: number): void {
  const side = sides[block.side[i] ?? 0] ?? "buy";
  const at = block.exchangeAt[i] ?? 0;
  const row = { side, price: block.priceTicks[i] ?? 0, lots: block.sizeLots[i] ?? 0, at };
  const flags = block.flags[i] ?? 0;
  if (block.kind[i] === KIND.bookClear) venue.snapshotBegins();
  else if (block.kind[i] === KIND.bookLevel) {
    venue.level(row);
    if ((flags & FLAG.end) !== 0) venue.messageEnds(at);
  } else if (block.kind[i] === KIND.trade && (flags & FLAG.suspect) === 0) venue.trade(row);
}

test("fills and ends agree with the obvious venue", () => {
  let fills = 0;
  fc.assert(
    fc.property(anyCase, (given) => {
      const { told, block, requests } = engineRun(given);
      fills += told.fills.length;
      expect(slowRun(block, requests, given.model)).toEqual(told);
    }),
    { numRuns: 100 },
  );
  expect(fills).toBeGreaterThan(500);
}, 120_000);

test("the comparison can fail: under another queue model the fills differ", () => {
  const differing = Array.from({ length: 20 }, (_, seed) => {
    const { told, block, requests } = engineRun({ seed, messages: 300, model: "riskAverse" });
    return slowRun(block, requests, "log").fills.join() !== told.fills.join();
  });
  expect(differing.filter(Boolean).length).toBeGreaterThan(0);
});
