// Guarantee: whatever a desk does, spot or perpetual, the attribution of its fills, funding and fund payments is the
// change of its equity to the atom.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Attribution, attribute } from "@/server/analysis/attribution/attribute";
import type { AttributedBooking, AttributedFill, Valuation } from "@/server/analysis/attribution/attributed-fill";
import { GROUP_KEYS, groupedParts, summed } from "@/server/analysis/attribution/grouped";
import { valuationOf } from "@/server/analysis/attribution/valuation";
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

function marksOf({ settings }: World, positions: readonly Position[]): ReadonlyMap<string, Valuation> {
  const marks = new Map<string, Valuation>();
  for (const { unrealisedAtoms, ...position } of positions) {
    const spec = settings.instruments.find(({ id }) => id === position.instrumentId);
    const valuation = spec && unrealisedAtoms !== null ? valuationOf(spec, { ...position, unrealisedAtoms }) : null;
    if (valuation) marks.set(position.instrumentId, valuation);
  }
  return marks;
}

function playedOut(scenario: Parameters<typeof play>[0], world?: World): { engine: Engine; effects: Effect[] } {
  const effects: Effect[] = [];
  const engine = play(scenario, { afterEvent: (some) => effects.push(...some) }, world);
  engine.applyTimer(micros(engine.now() + 60_000_000));
  effects.push(...engine.drainEffects());
  return { engine, effects };
}

/** Each closed round trip is its items, but for funding and what the fund bore. @returns how many there were */
function expectTrips({ items, held }: Attribution, effects: readonly Effect[]): number {
  const byTrip = groupedParts(items, GROUP_KEYS.trip);
  const wanted = new Map<string, bigint>();
  for (const { trip } of byKind(effects, "roundTrip")) {
    const key = `${trip.instrumentId} ${trip.openedAt}`;
    wanted.set(key, (wanted.get(key) ?? 0n) + trip.pnlAtoms);
  }
  // One that is still open may have begun at the same µs as one that has closed.
  for (const { instrumentId, openedAt } of held) wanted.delete(`${instrumentId} ${openedAt}`);
  for (const [key, pnlAtoms] of wanted) {
    const { parts, totalAtoms } = byTrip.get(key) ?? summed([]);
    expect(totalAtoms - parts.fundingAtoms - parts.insuranceAtoms).toBe(pnlAtoms);
  }
  return wanted.size;
}

type Seen = Readonly<{ fills: number; trips: number }>;

function expectWhole(world: World, { engine, effects }: ReturnType<typeof playedOut>): Seen {
  const { positions, equity } = engine.view();
  const { instruments, openingBalanceAtoms } = world.settings;
  const valuations = marksOf(world, positions);
  const window = {
    specs: new Map(instruments.map((spec) => [spec.id, spec])),
    from: micros(0),
    held: [],
    startMarks: new Map(),
    endMarks: valuations,
    fills: attributedFills(effects),
    bookings: bookingsOf(effects, instruments[0]?.id ?? ""),
  };
  const attribution = attribute(window);
  const { items, held } = attribution;
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
  const byOwner = [...groupedParts(items, GROUP_KEYS.strategy).values()];
  expect(byOwner.reduce((total, group) => total + group.totalAtoms, 0n)).toBe(sum.totalAtoms);
  return { fills: sum.fills, trips: expectTrips(attribution, effects) };
}

test(
  "a spot desk's equity is explained to the atom by fills and marks alone, and each of its trips by its own",
  () => {
    const seen = { fills: 0, trips: 0 };
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const world = { settings: settingsOf(scenario) } as World;
        add(seen, expectWhole(world, playedOut(scenario)));
      }),
      { numRuns: 15 },
    );
    // Random desks seldom sell all that they hold.
    expect(seen.fills).toBeGreaterThan(20);
  },
  PATIENCE,
);

test(
  "so is that of a desk of perpetuals, called, taken over and paid funding",
  () => {
    const seen = { fills: 0, trips: 0 };
    fc.assert(
      fc.property(anyPerpScenario, (scenario) => {
        const world = perpWorld(scenario);
        add(seen, expectWhole(world, playedOut(scenario, world)));
      }),
      { numRuns: 20 },
    );
    expect(seen.fills).toBeGreaterThan(50);
    expect(seen.trips).toBeGreaterThan(0);
  },
  PATIENCE,
);

function add(seen: { fills: number; trips: number }, { fills, trips }: Seen): void {
  seen.fills += fills;
  seen.trips += trips;
}
