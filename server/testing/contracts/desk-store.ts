/** What every DeskStore guarantees: above all that a commit is whole, once, and its owner's. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import { isAppError } from "@/server/domain/errors";
import { ticks } from "@/server/domain/ticks";
import { anyFill, anyOrder, saidAs } from "@/server/testing/any-rows";
import { testSettings } from "@/server/testing/engine-run";
import * as rows from "@/server/testing/rows";
import { freshName, newDesk, openDesk, type StoresHarness } from "./stores";

const anyPage = (deskId: string) => ({ deskId, cursor: null, limit: 500 });

/** By a person or a model. */
const NOTHING_SAID = { note: null, predictions: [] };

export function deskStoreContract(setup: () => Promise<StoresHarness>): void {
  desks(setup);
  leases(setup);
  commits(setup);
  values(setup);
  commands(setup);
}

function desks(setup: () => Promise<StoresHarness>): void {
  test("a desk reads as it was made, settings to the atom, and is made once", async () => {
    const { desks: store } = await setup();
    const settings = testSettings({ openingBalanceAtoms: parseAtoms("123456789012345678.12345678") });
    const made = await store.createDesk(newDesk({ name: "Ä desk", settings }));
    expect(made).toMatchObject({ name: "Ä desk", settings, isArchived: false });
    expect(await store.getDesk(made.id)).toEqual(made);
    await expect(store.createDesk(newDesk({ id: made.id }))).rejects.toMatchObject({ code: "conflict" });
    await expect(store.getDesk(freshName("nobody"))).rejects.toMatchObject({ code: "not_found" });
  });

  test("the desk of a source is the newest with spot that is not archived, else the newest with spot", async () => {
    const { desks: store } = await setup();
    const source = { kind: "simulated", label: "", reason: "", speed: 1, session: "s" } as const;
    const venueId = freshName("venue");
    expect(await store.findDeskFor({ ...source, venueId })).toBeNull();
    const first = await store.createDesk(newDesk({ venueId }));
    const second = await store.createDesk(newDesk({ venueId, session: "other" }));
    expect(await store.findDeskFor({ ...source, venueId })).toEqual(first);
    const settings = testSettings();
    const contract = { kind: "linear", settle: "USDT", inverseAtoms: 0n, tiers: [], liquidationFeePpm: 0 } as const;
    const instruments = settings.instruments.map((spec) => ({
      ...spec,
      contract: { ...contract, fundingIntervalMicros: 1 },
    }));
    const perpetuals = await store.createDesk(newDesk({ venueId, settings: { ...settings, instruments } }));
    expect(await store.findDeskFor({ ...source, venueId })).toEqual(first);
    await store.archiveDesk(perpetuals.id);
    await store.archiveDesk(first.id);
    expect(await store.findDeskFor({ ...source, venueId })).toEqual({ ...first, isArchived: true });
    const listed = async (includeArchived: boolean) =>
      (await store.listDesks({ includeArchived })).filter((desk) => desk.venueId === venueId).map(({ id }) => id);
    expect(await listed(true)).toEqual([first.id, second.id, perpetuals.id]);
    expect(await listed(false)).toEqual([second.id]);
    await expect(store.archiveDesk(freshName("nobody"))).rejects.toMatchObject({ code: "not_found" });
  });
}

function leases(setup: () => Promise<StoresHarness>): void {
  test("each run has a higher epoch and goes on from the last commit", async () => {
    const { desks: store } = await setup();
    const { deskId, lease, commit } = await openDesk({ desks: store });
    expect(lease).toMatchObject({ deskId, epoch: 1, checkpoint: null, commits: 0 });
    await commit([], { checkpoint: '{"n":"ü"}' });
    const second = await store.openRun(deskId, "another host");
    expect(second).toMatchObject({ epoch: 2, checkpoint: '{"n":"ü"}', commits: 1 });
    expect(second.runId).not.toBe(lease.runId);
    await store.closeRun(second, { status: "stopped", text: "told to" });
  });

  test("an archived desk runs no more, and an unknown one never did", async () => {
    const { desks: store } = await setup();
    const { deskId } = await openDesk({ desks: store });
    await store.archiveDesk(deskId);
    await expect(store.openRun(deskId, "host")).rejects.toMatchObject({ code: "refused" });
    await expect(store.openRun(freshName("nobody"), "host")).rejects.toMatchObject({ code: "not_found" });
  });
}

function commits(setup: () => Promise<StoresHarness>): void {
  // Guarantee: a worker that was taken over cannot write, not even by racing.
  test("a commit of an older run writes nothing", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    await commit([{ kind: "order", order: rows.anOrder(1) }]);
    await store.openRun(deskId, "another host");
    await expect(commit(rows.oneOfEach())).rejects.toMatchObject({ code: "lease_lost" });
    const { rows: orders } = await reader.listOrders({ ...anyPage(deskId), filter: rows.anyFilter });
    expect(orders).toHaveLength(1);
    expect((await store.openRun(deskId, "third")).checkpoint).toBe("after 1");
  });

  test("sent twice under its number a commit counts once; a number out of turn is refused", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit, lease } = await openDesk({ desks: store });
    await commit(rows.oneOfEach());
    await store.commit({ lease, number: 1, effects: rows.oneOfEach(), checkpoint: "other", at: rows.AT });
    for (const number of [0, 3]) {
      const sent = store.commit({ lease, number, effects: [], checkpoint: "x", at: rows.AT });
      await expect(sent).rejects.toMatchObject({ code: "conflict" });
    }
    expect((await reader.listFills({ ...anyPage(deskId), instrumentId: null, from: null })).rows).toHaveLength(1);
    expect(await store.openRun(deskId, "host")).toMatchObject({ checkpoint: "after 1", commits: 1 });
  });

  // Guarantee: wherever in a batch something is wrong, nothing of the batch is there afterwards.
  test("one impossible effect undoes all the others", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    await commit(rows.oneOfEach());
    const wrong: readonly Effect[] = [
      { kind: "fill", fill: rows.aFill(2, "ord-unknown-9") },
      { kind: "fill", fill: rows.aFill(1, "ord-1") },
      { kind: "ledger", entry: rows.anEntry(2, { postings: [{ account: "cash", amountAtoms: atoms(1n) }] }) },
      { kind: "orderEvent", event: rows.anEvent(1, "ord-1") },
    ];
    const right: readonly Effect[] = [
      { kind: "order", order: rows.anOrder(2) },
      { kind: "signal", signal: rows.aSignal(2) },
      { kind: "equity", sample: rows.aSample(rows.after(5)) },
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...wrong), fc.nat(right.length), async (bad, place) => {
        const effects = [...right.slice(0, place), bad, ...right.slice(place)];
        await expect(commit(effects)).rejects.toBeInstanceOf(Error);
        expect((await reader.listOrders({ ...anyPage(deskId), filter: rows.anyFilter })).rows).toHaveLength(1);
        expect((await reader.listSignals(anyPage(deskId))).rows).toHaveLength(1);
        expect(await reader.listEquity(deskId, { from: null, points: 2 })).toHaveLength(1);
      }),
      { numRuns: 12 },
    );
    expect(await store.openRun(deskId, "host")).toMatchObject({ checkpoint: "after 1", commits: 1 });
  });
}

function values(setup: () => Promise<StoresHarness>): void {
  test("every kind of effect reads as it was written", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    await commit(rows.oneOfEach());
    const why = await reader.getOrderWhy(deskId, "ord-1");
    expect(why).toEqual({
      order: rows.lastOrderOf(rows.oneOfEach()),
      events: [rows.anEvent(1, "ord-1")],
      fills: [rows.aFill(1, "ord-1")],
      markouts: [rows.aMarkout("fill-1", "ord-1")],
      trace: [rows.aPoint({ cause: "accepted", aheadLots: 12.1, deltaLots: 0 }), rows.aPoint()],
      signal: rows.aSignal(1),
      tripId: "trip-1",
      ...NOTHING_SAID,
    });
    expect(await reader.listPositions(deskId)).toEqual([rows.aPosition()]);
    expect(await reader.listEquity(deskId, { from: null, points: 2 })).toEqual([rows.aSample(rows.AT)]);
    expect((await reader.listRiskEvents(anyPage(deskId))).rows).toEqual([{ ...rows.aRiskEvent(1), who: null }]);
    expect((await reader.listBreakerEvents(anyPage(deskId))).rows).toEqual([rows.aBreakerEvent(1)]);
    expect((await reader.listRiskSettings(anyPage(deskId))).rows).toEqual([
      { ...rows.aRiskSettingsChange(1), who: null },
    ]);
    const range = { from: rows.AT, to: rows.after(1) };
    expect(await reader.listPositionSamples(deskId, range)).toEqual([rows.aPositionSample(rows.AT)]);
    expect(await reader.listPositionSamples(deskId, { ...range, to: rows.AT })).toEqual([]);
    expect((await reader.listParents(anyPage(deskId))).rows).toEqual([rows.aParent(1)]);
  });

  test("a parent order is read as it was last said, newest first", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    await commit([1, 2].map((number) => ({ kind: "parent", parent: rows.aParent(number) })));
    await commit([{ kind: "parent", parent: rows.aParent(1, { state: "DONE", closedAt: rows.after(9) }) }]);
    expect((await reader.listParents(anyPage(deskId))).rows).toEqual([
      rows.aParent(2),
      rows.aParent(1, { state: "DONE", closedAt: rows.after(9) }),
    ]);
  });

  // Guarantee: what a desk says comes back to the microsecond, the atom and the last bit of a double.
  test("times, sizes, money and estimates of any value pass unrounded", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(anyOrder, anyFill, async (order, fill) => {
        number += 1;
        const effects = saidAs(number, order, fill);
        await commit(effects);
        const why = await reader.getOrderWhy(deskId, `ord-${number}`);
        expect(why.order).toEqual(rows.lastOrderOf(effects));
        expect(why.fills).toEqual(effects.flatMap((effect) => (effect.kind === "fill" ? [effect.fill] : [])));
      }),
      { numRuns: 40 },
    );
  });

  test("within one commit the last word on an order, a position or an instant counts", async () => {
    const { desks: store, reader } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    await commit([
      { kind: "order", order: rows.anOrder(1) },
      { kind: "position", position: rows.aPosition({ sizeLots: 1 }) },
      { kind: "equity", sample: rows.aSample(rows.AT, 1n) },
      { kind: "order", order: rows.anOrder(1, { limitTicks: ticks(-3) }) },
      { kind: "position", position: rows.aPosition({ sizeLots: 2 }) },
      { kind: "equity", sample: rows.aSample(rows.AT, 2n) },
    ]);
    expect((await reader.getOrderWhy(deskId, "ord-1")).order.limitTicks).toBe(-3);
    expect(await reader.listPositions(deskId)).toEqual([rows.aPosition({ sizeLots: 2 })]);
    expect(await reader.listEquity(deskId, { from: null, points: 2 })).toEqual([rows.aSample(rows.AT, 2n)]);
  });
}

function commands(setup: () => Promise<StoresHarness>): void {
  test("a command is stored once, waits in order, and its outcome is said once", async () => {
    const { desks: store } = await setup();
    const { deskId, commit } = await openDesk({ desks: store });
    const kill = { id: "c-2", body: { kind: "kill" } } as const;
    const submit = { id: "c-1", body: { kind: "submit", order: rows.aDraft } } as const;
    expect(await store.addCommand(deskId, submit, "ada")).toBe(true);
    expect(await store.addCommand(deskId, kill, "ada")).toBe(true);
    expect(await store.addCommand(deskId, { id: "c-1", body: { kind: "pause" } }, "eve")).toBe(false);
    const pending = await store.listPendingCommands(deskId);
    expect(pending.map(({ id, body }) => ({ id, body }))).toEqual([submit, kill]);
    expect(await store.findOutcome(deskId, "c-1")).toBeNull();

    const outcome = { commandId: "c-1", at: rows.AT, accepted: false, orderId: "ord-1", reason: rows.aReason };
    await commit([{ kind: "command", outcome }]);
    await commit([{ kind: "command", outcome: { ...outcome, accepted: true, reason: null } }]);
    expect(await store.findOutcome(deskId, "c-1")).toEqual(outcome);
    expect((await store.listPendingCommands(deskId)).map(({ id }) => id)).toEqual(["c-2"]);
    expect(await store.findOutcome(deskId, "c-3")).toBeNull();
  });

  test("two desks may use the same command id; an unknown desk takes none", async () => {
    const { desks: store } = await setup();
    const [one, two] = [await openDesk({ desks: store }), await openDesk({ desks: store })];
    const pause = { id: "same", body: { kind: "pause" } } as const;
    expect(await store.addCommand(one.deskId, pause, "ada")).toBe(true);
    expect(await store.addCommand(two.deskId, pause, "ada")).toBe(true);
    const refusal: unknown = await store.addCommand(freshName("nobody"), pause, "ada").catch((error: unknown) => error);
    expect(isAppError(refusal) && refusal.code).toBe("not_found");
  });
}
