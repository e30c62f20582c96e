/** What parity guarantees, on any stores: a desk that was hosted and recorded is done again without a difference. */
import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import type { CommandOutcome } from "@/server/domain/command";
import type { Fill } from "@/server/domain/order";
import type { ParityReport } from "@/server/domain/parity";
import type { LedgerEntry } from "@/server/domain/portfolio";
import type { DeskAudit, DeskSnapshot } from "@/server/ports/desk-audit";
import type { TapeReading, Tapes } from "@/server/ports/tape";
import { openEngine } from "@/server/services/desks/open-engine";
import { createParityService } from "@/server/services/parity/parity-service";
import { defaultParams } from "@/server/strategies/registry";
import { draft, testSettings } from "@/server/testing/engine-run";
import { type HostedDesk, startHostedDesk } from "@/server/testing/hosted-desk";
import { atMillis } from "@/server/testing/market-builder";
import { predicted } from "@/server/testing/predictions";
import type { StoresHarness } from "./stores";

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;
const never = new AbortController().signal;

const NO_FILTER = {
  instrumentId: null,
  origin: null,
  states: null,
  parentId: null,
  tag: null,
  from: null,
  to: null,
} as const;

type Start = () => Promise<{ stores: StoresHarness; desk: HostedDesk }>;

export function parityContract(setup: () => Promise<StoresHarness>, settled: () => Promise<unknown>): void {
  const start: Start = async () => {
    const stores = await setup();
    return { stores, desk: await startHostedDesk(stores, settled) };
  };
  sameness(start);
  predictions(setup, settled);
  faults(start);
}

/** A fill, a resting order with a queue, a refusal, and timers. */
async function trade(desk: HostedDesk, from: number): Promise<void> {
  desk.feed((market) => market.at(from).snapshot(BOOK));
  await desk.command({ kind: "submit", order: draft({ side: "buy", size: "2" }) });
  desk.feed((market) => market.at(from + 400).book({ bids: [["99.99", "6"]] }));
  await desk.command({ kind: "submit", order: draft({ side: "buy", size: "1", price: "99.99" }) });
  await desk.command({ kind: "submit", order: draft({ side: "sell", size: "900" }) });
  desk.feed((market) => market.at(from + 900).trade("sell", "99.99", "1"));
  desk.feed((market) => market.at(from + 1_400).book({ bids: [["99.99", "4"]] }));
  await desk.pass(2_500);
}

const check = (stores: StoresHarness, desk: HostedDesk, epoch: number | null = null): Promise<ParityReport> =>
  createParityService({ ...stores, tapes: desk.tapes, openEngine }).check({ deskId: desk.deskId, epoch }, never);

function predictions(setup: () => Promise<StoresHarness>, settled: () => Promise<unknown>): void {
  test("what models said is done again from the tape, once each, and no model is asked", async () => {
    const stores = await setup();
    const strategies = [
      { name: "model-signal", enabled: true, params: { ...defaultParams("model-signal"), crossSpread: 1 } },
    ];
    const desk = await startHostedDesk(stores, settled, { settings: testSettings({ strategies }) });
    desk.feed((market) => market.at(0).snapshot(BOOK));
    desk.predict(predicted(0, { role: "shadow", version: 2, upPpm: 400_123 }));
    desk.predict(predicted(0));
    await desk.pass(2_000);
    desk.predict(predicted(0, { latencyMicros: 9 }));
    await desk.crash();
    desk.feed((market) => market.at(4_000).snapshot(BOOK));
    desk.predict(predicted(0, { latencyMicros: 9 }));
    desk.predict(predicted(4_000, { upPpm: null, refusal: "5m.rsi_14 is missing", reasons: [] }));
    await desk.pass(2_000);
    await desk.stop();
    const [order] = (
      await stores.reader.listOrders({ deskId: desk.deskId, cursor: null, limit: 10, filter: NO_FILTER })
    ).rows;
    const why = await desk.journal.order(desk.deskId, order?.id ?? "");
    expect(why.predictions.map(({ version, role, upPpm }) => ({ version, role, upPpm }))).toEqual([
      { version: 1, role: "champion", upPpm: 800_000 },
      { version: 2, role: "shadow", upPpm: 400_123 },
    ]);
    expect(why.predictions[0]?.reasons).toEqual([{ column: "5m.rsi_14", value: 31.5, effectPpm: 420_000 }]);
    const report = await check(stores, desk);
    expect(report).toMatchObject({ status: "same", differences: 0, listed: [], runs: [1, 2] });
    expect(report.compared).toMatchObject({ prediction: 3, fill: 1 });
  });
}

function sameness(start: Start): void {
  test("while a desk runs it is held against its last commit", async () => {
    const { stores, desk } = await start();
    await trade(desk, 0);
    const report = await check(stores, desk);
    expect(report).toMatchObject({ status: "same", differences: 0, listed: [], runs: [1], notes: [] });
    expect(report.compared).toMatchObject({ fill: 1, order: 3, position: 1, state: 1, trace: 1 });
    expect(report.compared["ledger"]).toBeGreaterThanOrEqual(3);
    expect(report.compared["equity"]).toBeGreaterThanOrEqual(2);
    expect(report.events).toBeGreaterThan(10);
    expect(await stores.audit.latestReport(desk.deskId)).toEqual(report);
    await desk.stop();
  });

  test("after crashes in the middle each run is done again up to its last commit, and the next from there", async () => {
    const { stores, desk } = await start();
    await trade(desk, 0);
    // On tape, but never committed: a far level moves nothing.
    desk.feed((market) => market.at(6_000).book({ bids: [["99.00", "1"]] }));
    await desk.crash();
    // Killed again at once.
    await desk.crash();
    await trade(desk, 9_000);
    await desk.stop();
    const report = await check(stores, desk);
    expect(report).toMatchObject({ status: "same", differences: 0, listed: [], runs: [1, 2, 3], notes: [] });
    expect(report.compared).toMatchObject({ state: 3 });
    for (const epoch of [1, 2, 3]) {
      expect(await check(stores, desk, epoch)).toMatchObject({ listed: [], status: "same", runs: [epoch] });
    }
  });

  test("runs that are not on tape are said to be missing, and the others still hold", async () => {
    const { stores, desk } = await start();
    await trade(desk, 0);
    await desk.crash();
    await trade(desk, 9_000);
    await desk.stop();
    await desk.tapes.remove(`${desk.deskId}/1`);
    const report = await check(stores, desk);
    expect(report).toMatchObject({ status: "incomplete", differences: 0, runs: [2] });
    expect(report.notes).toEqual([expect.stringContaining("begin with run 2")]);
    await desk.tapes.remove(`${desk.deskId}/2`);
    expect(await check(stores, desk)).toMatchObject({ status: "incomplete", events: 0, runs: [] });
  });
}

/** Someone changed what is stored; null takes a row away. */
const tampered = (stores: StoresHarness, change: (kind: string, row: never) => unknown): StoresHarness => {
  const audit: DeskAudit = {
    ...stores.audit,
    withSnapshot: (deskId, work) =>
      stores.audit.withSnapshot(deskId, (snapshot) => {
        const find: DeskSnapshot["find"] = async (kind, keys) =>
          (await snapshot.find(kind, keys)).flatMap((row) => {
            const changed = change(kind, row as never);
            return changed === null ? [] : [changed as typeof row];
          });
        return work({ ...snapshot, find });
      }),
  };
  return { ...stores, audit };
};

function faults(start: Start): void {
  test("one tick in one fill, one atom in one entry, or a row that is gone is named", async () => {
    const { stores, desk } = await start();
    await trade(desk, 0);
    await desk.stop();
    const ticked = tampered(stores, (kind, row: Fill) =>
      kind === "fill" && row.id === "fill-1" ? { ...row, priceTicks: row.priceTicks + 1 } : row,
    );
    expect(await check(ticked, desk)).toMatchObject({
      status: "different",
      differences: 1,
      listed: [{ kind: "fill", id: "fill-1", field: "priceTicks", replayed: "10001", stored: "10002" }],
    });
    const cheated = tampered(stores, (kind, row: LedgerEntry) => {
      const [first, ...others] = kind === "ledger" && row.seq === 2 ? row.postings : [];
      return first ? { ...row, postings: [{ ...first, amountAtoms: atoms(first.amountAtoms + 1n) }, ...others] } : row;
    });
    const [found] = (await check(cheated, desk)).listed;
    expect(found).toMatchObject({ kind: "ledger", id: "2", field: "postings.0.amountAtoms" });
    expect(BigInt(found?.stored ?? 0) - BigInt(found?.replayed ?? 0)).toBe(1n);
    const gone = tampered(stores, (kind, row) => (kind === "trace" ? null : row));
    expect(await check(gone, desk)).toMatchObject({ status: "different", listed: [{ kind: "trace", stored: null }] });
  });

  test("a row that nobody recorded is named, and so is a tape with a changed number", async () => {
    const { stores, desk } = await start();
    await trade(desk, 0);
    await desk.stop();
    const whole = desk.tapes;
    const altering: Tapes = { ...whole, read: async (tape) => altered(await whole.read(tape)) };
    const report = await check(stores, { ...desk, tapes: altering });
    expect(report.status).toBe("different");
    expect(report.listed.map(({ kind }) => kind)).toContain("state");

    await stores.desks.addCommand(desk.deskId, { id: "forged", body: { kind: "pause" } }, "eve");
    const lease = await stores.desks.openRun(desk.deskId, "eve");
    const at = atMillis(5_000);
    const outcome: CommandOutcome = { commandId: "forged", at, accepted: true, orderId: null, reason: null };
    const commit = { lease, number: lease.commits + 1, effects: [{ kind: "command", outcome }] as const, at };
    await stores.desks.commit({ ...commit, checkpoint: lease.checkpoint ?? "" });
    expect((await check(stores, desk)).listed).toEqual([
      { kind: "command", id: "forged", field: "", replayed: null, stored: expect.stringContaining("forged") as string },
    ]);
  });
}

/** Its first trade was for one lot more. */
const altered = (reading: TapeReading): TapeReading => ({
  ...reading,
  async *chunks() {
    for await (const chunk of reading.chunks()) {
      const place = chunk.block.kind.indexOf(2);
      if (place >= 0) chunk.block.sizeLots[place] = (chunk.block.sizeLots[place] ?? 0) + 1;
      yield chunk;
    }
  },
});
