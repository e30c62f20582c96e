// Guarantee: whatever a desk does, spot or perpetual, the attribution of its fills, funding and fund payments is the
// change of its equity to the atom.
import fc from "fast-check";
import { expect, test } from "vitest";
import { attribute } from "@/server/analysis/attribution/attribute";
import type { AttributedBooking, AttributedFill, Valuation } from "@/server/analysis/attribution/attributed-fill";
import { groupedParts, summed } from "@/server/analysis/attribution/grouped";
import type { Effect } from "@/server/domain/effect";
import { micros } from "@/server/domain/micros";
import type { Position } from "@/server/domain/portfolio";
import type { Engine } from "@/server/engine/kernel/engine";
import { anyScenario, fillsIn, lastOrders, PATIENCE, play, settingsOf, type World } from "./random-desk";
import { anyPerpScenario, perpWorld } from "./random-perps";

const MARKOUT_MICROS = 10_000_000;
const byKind = <K extends Effect["kind"]>(effects: readonly Effect[], kind: K) =>
  effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);

function attributedFills(effects: readonly Effect[]): AttributedFill[] {
  const orders = lastOrders(effects);
  const markouts = byKind(effects, "markout").filter(({ markout }) => markout.horizonMicros === MARKOUT_MICROS);
  const mids = new Map(markouts.map(({ markout }) => [markout.fillId, markout.midHalfTicks]));
  return fillsIn(effects).map((fill) => {
    const order = orders.get(fill.orderId);
    return {
      ...fill,
      origin: order?.origin ?? "",
      bookedAt: fill.knownAt,
      decisionMidHalfTicks: order?.decisionMidHalfTicks ?? null,
      arrivalMidHalfTicks: order?.arrivalMidHalfTicks ?? null,
      markoutMidHalfTicks: mids.get(fill.id) ?? null,
    };
  });
}

/** Funding and insurance by the ledger. A fill or a collateral names the instrument; what no entry tells is the first's. */
function bookingsOf(effects: readonly Effect[], first: string): AttributedBooking[] {
  return byKind(effects, "ledger").flatMap(({ entry: { at, postings } }) =>
    postings.flatMap(({ account, amountAtoms }) => {
      if (account !== "funding" && account !== "insurance") return [];
      return [{ kind: account, instrumentId: first, at, amountAtoms: 0n - amountAtoms }];
    }),
  );
}

/** As the books have it: at cost plus unrealised. */
function valuationOf(world: World, { instrumentId, costAtoms, unrealisedAtoms, markHalfTicks }: Position): Valuation {
  const spec = world.settings.instruments.find(({ id }) => id === instrumentId);
  const cost = spec?.contract?.kind === "inverse" ? 0n - costAtoms : costAtoms;
  return { markMillionths: (markHalfTicks ?? 1) * 500_000, valueAtoms: cost + (unrealisedAtoms ?? 0n) };
}

function playedOut(scenario: Parameters<typeof play>[0], world?: World): { engine: Engine; effects: Effect[] } {
  const effects: Effect[] = [];
  const engine = play(scenario, { afterEvent: (some) => effects.push(...some) }, world);
  engine.applyTimer(micros(engine.now() + 60_000_000));
  effects.push(...engine.drainEffects());
  return { engine, effects };
}

function expectWhole(world: World, { engine, effects }: ReturnType<typeof playedOut>): number {
  const { positions, equity } = engine.view();
  const { instruments, openingBalanceAtoms } = world.settings;
  const valuations = new Map(positions.map((position) => [position.instrumentId, valuationOf(world, position)]));
  const window = {
    specs: new Map(instruments.map((spec) => [spec.id, spec])),
    from: micros(0),
    held: [],
    startMarks: new Map(),
    endMarks: valuations,
    fills: attributedFills(effects),
    bookings: bookingsOf(effects, instruments[0]?.id ?? ""),
  };
  const { items, held } = attribute(window);
  const sum = summed(items);
  expect(sum.totalAtoms).toBe(equity.equityAtoms - openingBalanceAtoms);
  // Marks alone miss no more than their rounding: a view's mark of a perpetual is in half ticks, of about a thousand.
  const endMarks = new Map([...valuations].map(([id, { markMillionths }]) => [id, { markMillionths }]));
  const byMarks = summed(attribute({ ...window, endMarks }).items).totalAtoms;
  const worths = [...valuations.values()].map(({ valueAtoms }) => Number(valueAtoms));
  const missed = Math.abs(Number(byMarks - sum.totalAtoms));
  const isSpot = instruments.every(({ contract }) => contract === null);
  expect(missed).toBeLessThanOrEqual(
    isSpot ? 0 : worths.reduce((total, worth) => total + Math.abs(worth), 0) / 1_000 + 2,
  );
  expect(sum.parts.feeAtoms).toBe(0n - equity.feesAtoms);
  expect(sum.parts.fundingAtoms).toBe(0n - equity.fundingAtoms);
  for (const { instrumentId, sizeLots } of positions) {
    const owned = held.filter((row) => row.instrumentId === instrumentId);
    expect(owned.reduce((lots, row) => lots + row.sizeLots, 0)).toBe(sizeLots);
  }
  const groups = [...groupedParts(items, ({ owner }) => owner).values()];
  expect(groups.reduce((total, group) => total + group.totalAtoms, 0n)).toBe(sum.totalAtoms);
  return sum.fills;
}

test(
  "a spot desk's equity is explained to the atom by fills and marks alone",
  () => {
    let fills = 0;
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const settings = settingsOf(scenario);
        const played = playedOut(scenario);
        const world = { settings } as World;
        fills += expectWhole(world, played);
      }),
      { numRuns: 15 },
    );
    expect(fills).toBeGreaterThan(50);
  },
  PATIENCE,
);

test(
  "so is that of a desk of perpetuals, called, taken over and paid funding",
  () => {
    let fills = 0;
    fc.assert(
      fc.property(anyPerpScenario, (scenario) => {
        const world = perpWorld(scenario);
        fills += expectWhole(world, playedOut(scenario, world));
      }),
      { numRuns: 20 },
    );
    expect(fills).toBeGreaterThan(100);
  },
  PATIENCE,
);
