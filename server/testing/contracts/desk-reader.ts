/** What every DeskReader guarantees beyond reading what was written (desk-store.ts proves that). */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import type { OrderState } from "@/server/domain/order";
import * as rows from "@/server/testing/rows";
import { someFacts } from "@/server/testing/some-facts";
import { openDesk, type StoresHarness } from "./stores";

const orders = (count: number): Effect[] =>
  Array.from({ length: count }, (_, i) => ({ kind: "order", order: rows.anOrder(i + 1) }) as const);

export function deskReaderContract(setup: () => Promise<StoresHarness>): void {
  pages(setup);
  filters(setup);
  directions(setup);
  notes(setup);
  facts(setup);
  equity(setup);
}

function pages(setup: () => Promise<StoresHarness>): void {
  // Guarantee: pages of any size, one after the other, are the whole list, newest first, by number and not by text.
  test("pages hold every row once, newest first, also when rows are added meanwhile", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    await commit(orders(23));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (limit) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page = await reader.listOrders({ deskId, cursor, limit, filter: rows.anyFilter });
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          seen.push(...page.rows.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).toEqual(Array.from({ length: 23 }, (_, i) => `ord-${23 - i}`));
      }),
      { numRuns: 10 },
    );
    const first = await reader.listOrders({ deskId, cursor: null, limit: 3, filter: rows.anyFilter });
    await commit([{ kind: "order", order: rows.anOrder(24) }]);
    const second = await reader.listOrders({ deskId, cursor: first.nextCursor, limit: 1, filter: rows.anyFilter });
    expect(second.rows.map(({ id }) => id)).toEqual(["ord-20"]);
  });

  test.each([
    ["no rows", { limit: 0 }],
    ["too many rows", { limit: 501 }],
    ["half a row", { limit: 1.5 }],
    ["a cursor nobody handed out", { cursor: "1; DROP TABLE fill" }],
  ])("a page of %s is refused", async (_name, change) => {
    const { reader } = await setup();
    const page = reader.listSignals({ deskId: "any", cursor: null, limit: 10, ...change });
    await expect(page).rejects.toMatchObject({ code: "invalid" });
  });

  test("an unknown desk, order or trip has nothing to show", async () => {
    const { reader } = await setup();
    const query = { deskId: "nobody", cursor: null, limit: 10 };
    expect(await reader.listRiskEvents(query)).toEqual({ rows: [], nextCursor: null });
    expect(await reader.listPositions("nobody")).toEqual([]);
    expect(await reader.listEquity("nobody", { from: null, points: 2 })).toEqual([]);
    await expect(reader.getOrderWhy("nobody", "ord-1")).rejects.toMatchObject({ code: "not_found" });
    await expect(reader.getTripWhy("nobody", "trip-1")).rejects.toMatchObject({ code: "not_found" });
  });
}

function filters(setup: () => Promise<StoresHarness>): void {
  test("orders are found by instrument, origin, states and time of decision", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    await commit([
      { kind: "order", order: rows.anOrder(1, { instrumentId: "test:ETH/USDT" }) },
      { kind: "order", order: rows.anOrder(2, { origin: "manual", state: "FILLED" }) },
      { kind: "order", order: rows.anOrder(3, { state: "CANCELLED", parentId: "ord-2" }) },
    ]);
    const find = async (change: Partial<Parameters<typeof reader.listOrders>[0]["filter"]>) => {
      const page = await reader.listOrders({
        deskId,
        cursor: null,
        limit: 10,
        filter: { ...rows.anyFilter, ...change },
      });
      return page.rows.map(({ id }) => id);
    };
    expect(await find({})).toEqual(["ord-3", "ord-2", "ord-1"]);
    expect(await find({ instrumentId: "test:ETH/USDT" })).toEqual(["ord-1"]);
    expect(await find({ origin: "manual" })).toEqual(["ord-2"]);
    expect(await find({ states: ["FILLED", "CANCELLED"] satisfies OrderState[] })).toEqual(["ord-3", "ord-2"]);
    expect(await find({ states: [] })).toEqual([]);
    expect(await find({ parentId: "ord-2" })).toEqual(["ord-3"]);
    expect(await find({ from: rows.after(2), to: rows.after(3) })).toEqual(["ord-2"]);
  });

  test("a desk sees nothing of another one", async () => {
    const { desks, reader } = await setup();
    const [mine, other] = [await openDesk({ desks }), await openDesk({ desks })];
    await other.commit(rows.oneOfEach());
    const query = { deskId: mine.deskId, cursor: null, limit: 10 };
    expect((await reader.listOrders({ ...query, filter: rows.anyFilter })).rows).toEqual([]);
    expect((await reader.listFills({ ...query, instrumentId: null, from: null })).rows).toEqual([]);
    await expect(reader.getOrderWhy(mine.deskId, "ord-1")).rejects.toMatchObject({ code: "not_found" });
  });

  test("fills are found by instrument and time, trips by the time of their close", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    await commit([
      { kind: "order", order: rows.anOrder(1) },
      { kind: "fill", fill: rows.aFill(1, "ord-1") },
      { kind: "fill", fill: rows.aFill(2, "ord-1", { instrumentId: "test:ETH/USDT" }) },
      { kind: "roundTrip", trip: rows.aTrip(1) },
      { kind: "roundTrip", trip: rows.aTrip(2, { origin: "manual" }) },
    ]);
    const query = { deskId, cursor: null, limit: 10 };
    const fills = async (change: { instrumentId?: string; from?: ReturnType<typeof rows.after> }) =>
      (await reader.listFills({ ...query, instrumentId: null, from: null, ...change })).rows.map(({ id }) => id);
    expect(await fills({})).toEqual(["fill-2", "fill-1"]);
    expect(await fills({ instrumentId: "test:ETH/USDT" })).toEqual(["fill-2"]);
    expect(await fills({ from: rows.after(2) })).toEqual(["fill-2"]);
    const trips = async (change: object) =>
      (await reader.listTrips({ ...query, filter: { ...rows.anyFilter, ...change } })).rows.map(({ id }) => id);
    expect(await trips({ origin: "manual" })).toEqual(["trip-2"]);
    expect(await trips({ from: rows.after(1_001), to: rows.after(1_002) })).toEqual(["trip-1"]);
  });
}

function facts(setup: () => Promise<StoresHarness>): void {
  test("the latest facts are those that the desk applied last, as they were", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    expect(await reader.latestFacts(deskId)).toBeNull();
    const told = [1, 2, 3].map((n) => someFacts(n));
    for (const [i, one] of told.entries()) {
      const command = { id: `facts-${i + 1}`, body: { kind: "marketFacts", facts: one } } as const;
      expect(await desks.addCommand(deskId, command, "risk.facts")).toBe(true);
    }
    expect(await reader.latestFacts(deskId)).toBeNull();
    const outcome = (n: number, accepted: boolean): Effect => ({
      kind: "command",
      outcome: { commandId: `facts-${n}`, at: rows.after(n), accepted, orderId: null, reason: null },
    });
    await commit([outcome(1, true)]);
    expect(await reader.latestFacts(deskId)).toEqual(told[0]);
    // The third is not applied yet.
    await commit([outcome(2, true)]);
    expect(await reader.latestFacts(deskId)).toEqual(told[1]);
    expect(await reader.latestFacts("nobody")).toBeNull();
  });
}

function directions(setup: () => Promise<StoresHarness>): void {
  test("a trip says which way it was opened: by the side of its first order", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    await commit([
      { kind: "order", order: rows.anOrder(1, { side: "sell" }) },
      { kind: "order", order: rows.anOrder(2, { side: "buy" }) },
      { kind: "roundTrip", trip: rows.aTrip(1, { orderIds: ["ord-1", "ord-2"] }) },
      { kind: "roundTrip", trip: rows.aTrip(2, { orderIds: ["ord-2", "ord-1"] }) },
      { kind: "roundTrip", trip: rows.aTrip(3, { orderIds: [] }) },
    ]);
    const page = await reader.listTrips({ deskId, cursor: null, limit: 10, filter: rows.anyFilter });
    expect(page.rows.map(({ id, opened }) => [id, opened])).toEqual([
      ["trip-3", null],
      ["trip-2", "buy"],
      ["trip-1", "sell"],
    ]);
  });
}

function notes(setup: () => Promise<StoresHarness>): void {
  test("a note is kept, replaced, found by its tags, and shown with its order and trip", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    await commit([...rows.oneOfEach(), { kind: "order", order: rows.anOrder(2) }]);
    const order = { kind: "order", id: "ord-1" } as const;
    const trip = { kind: "trip", id: "trip-1" } as const;
    await reader.saveNote(deskId, { subject: order, text: "# First", tags: ["a"] }, "ada");
    const saved = await reader.saveNote(deskId, { subject: order, text: "# Second ☂", tags: ["b", "c"] }, "ada");
    const ofTrip = await reader.saveNote(deskId, { subject: trip, text: "", tags: ["b"] }, "ada");
    expect(saved).toMatchObject({ subject: order, text: "# Second ☂", tags: ["b", "c"] });
    expect((await reader.getOrderWhy(deskId, "ord-1")).note).toEqual(saved);
    const why = await reader.getTripWhy(deskId, "trip-1");
    expect([why.note, why.trip, why.orders.map(({ order: { id } }) => id)]).toEqual([
      ofTrip,
      rows.aTrip(1),
      ["ord-1", "ord-2"],
    ]);
    expect(await reader.listTags(deskId)).toEqual([
      { tag: "b", count: 2 },
      { tag: "c", count: 1 },
    ]);
    const query = { deskId, cursor: null, limit: 10 };
    const tagged = await reader.listOrders({ ...query, filter: { ...rows.anyFilter, tag: "c" } });
    expect(tagged.rows.map(({ id, tags, hasNote }) => ({ id, tags, hasNote }))).toEqual([
      { id: "ord-1", tags: ["b", "c"], hasNote: true },
    ]);
    const trips = await reader.listTrips({ ...query, filter: rows.anyFilter });
    expect(trips.rows).toEqual([{ ...rows.aTrip(1), opened: rows.anOrder(1).side, tags: ["b"], hasNote: false }]);
  });

  test("nothing is noted on what the desk does not have", async () => {
    const { desks, reader } = await setup();
    const { deskId } = await openDesk({ desks });
    const note = { subject: { kind: "trip", id: "trip-1" }, text: "x", tags: [] } as const;
    await expect(reader.saveNote(deskId, note, "ada")).rejects.toMatchObject({ code: "not_found" });
  });
}

function equity(setup: () => Promise<StoresHarness>): void {
  test("equity is thinned evenly: first and last kept, never more than asked for, in order", async () => {
    const { desks, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks });
    const second = (i: number) => rows.after(i * 1_000_000);
    await commit(
      Array.from({ length: 600 }, (_, i) => ({ kind: "equity", sample: rows.aSample(second(i), BigInt(i)) })),
    );
    const read = async (points: number, from: number | null = null) =>
      (await reader.listEquity(deskId, { from: from === null ? null : second(from), points })).map(({ equityAtoms }) =>
        Number(equityAtoms),
      );
    expect(await read(600)).toHaveLength(600);
    expect(await read(2)).toEqual([0, 599]);
    expect(await read(3, 597)).toEqual([597, 598, 599]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 100 }), async (points) => {
        const thinned = await read(points);
        expect(thinned.length).toBe(points);
        expect([thinned[0], thinned.at(-1)]).toEqual([0, 599]);
        const steps = thinned.slice(1).map((value, i) => value - (thinned[i] ?? 0));
        expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 8 },
    );
    await expect(read(1)).rejects.toMatchObject({ code: "invalid" });
  });
}
