/** What a hosted desk guarantees from a page's command to the why of its fill, on any stores. */
import { expect, test } from "vitest";
import { draft } from "@/server/testing/engine-run";
import type { HostedDesk } from "@/server/testing/hosted-desk";
import { startHostedDesk } from "@/server/testing/hosted-desk";
import { parentDraft } from "@/server/testing/parent-run";
import type { StoresHarness } from "./stores";

const BOOK = { bids: [["99.99", "5"]], asks: [["100.01", "4"]] } as const;
const page = (deskId: string) => ({ deskId, cursor: null, limit: 100 });
const anyOrder = { instrumentId: null, origin: null, states: null, parentId: null, tag: null, from: null, to: null };

async function bought(start: () => Promise<HostedDesk>): Promise<HostedDesk & { orderId: string }> {
  const desk = await start();
  desk.feed((market) => market.at(0).snapshot(BOOK));
  const { orderId } = await desk.command({ kind: "submit", order: draft({ side: "buy", size: "2" }) });
  desk.feed((market) => market.at(400).book({ bids: [["99.99", "6"]] }));
  await desk.pass(200);
  return { ...desk, orderId: orderId ?? "" };
}

export function hostedDeskContract(setup: () => Promise<StoresHarness>, settled: () => Promise<unknown>): void {
  const start = async (): Promise<HostedDesk> => startHostedDesk(await setup(), settled);
  trading(start);
  algos(start);
  lasting(start);
}

function trading(start: () => Promise<HostedDesk>): void {
  test("an order from a page fills, is shown, and explains itself", async () => {
    const desk = await bought(start);
    const fills = await desk.desks.fills({ ...page(desk.deskId), instrumentId: null, from: null });
    expect(fills.rows).toMatchObject([{ id: "fill-1", orderId: desk.orderId, sizeLots: 200, priceTicks: 10_001 }]);
    expect(desk.events.flatMap((view) => view.fills.map(({ id }) => id))).toEqual(["fill-1"]);
    expect(desk.views.at(-1)?.positions).toMatchObject([{ sizeLots: 200 }]);

    const why = await desk.journal.order(desk.deskId, desk.orderId);
    expect(why.order).toMatchObject({ state: "FILLED", filledLots: 200, decisionBook: { asks: [[10_001, 400]] } });
    expect(why.events.map(({ state }) => state)).toContain("FILLED");
    expect(why.fills).toEqual(fills.rows);
    await desk.stop();
  });

  test("the journal leaves as CSV with units, times in UTC to the microsecond, and no formulas", async () => {
    const desk = await bought(start);
    const subject = { kind: "order", id: desk.orderId } as const;
    await desk.journal.saveNote({ deskId: desk.deskId, subject, text: "# why", tags: ["=cmd()", "=cmd()"] }, "test");
    const pieces: string[] = [];
    const csv = await desk.journal.exportOrders({ deskId: desk.deskId, filter: anyOrder });
    for await (const piece of csv) pieces.push(piece);
    const [header = "", row = "", rest] = pieces.join("").split("\r\n");
    const cells = Object.fromEntries(header.split(",").map((name, i) => [name, row.split(",")[i]]));
    expect(rest).toBe("");
    expect(cells).toMatchObject({
      order: desk.orderId,
      state: "FILLED",
      "size (base)": "2.00",
      "average price (quote)": "100.01000000",
      "filled notional (quote)": "200.02000000",
      // 0.1 % of 200.02
      "fee (quote)": "0.20002000",
      "decided at (UTC)": expect.stringMatching(/^2024-08-09T00:00:00\.\d{6}Z$/) as string,
      "mid at decision (quote)": "100.000",
      tags: "'=cmd()",
    });
    expect(await desk.journal.tags(desk.deskId)).toEqual([{ tag: "=cmd()", count: 1 }]);
    const noted = (await desk.audit()).find(({ action }) => action === "journal.note");
    expect(noted).toMatchObject({ who: "test", detail: `note on order ${desk.orderId}: 5 characters, tags =cmd()` });
    await desk.stop();
  });

  test("a refused order names its rule and leaves no fill", async () => {
    const desk = await start();
    desk.feed((market) => market.at(0).snapshot(BOOK));
    const outcome = await desk.command({ kind: "submit", order: draft({ side: "sell", size: "1" }) });
    expect(outcome).toMatchObject({ accepted: false, reason: { rule: "holdings" } });
    await desk.stop();
  });
}

/** A market that stands still and says so each second. */
async function standing(desk: HostedDesk, from: number, seconds: number): Promise<void> {
  for (let second = 1; second <= seconds; second++) {
    desk.feed((market) => market.at(from + second * 1_000).book(BOOK));
    await desk.pass(1_000);
  }
}

function algos(start: () => Promise<HostedDesk>): void {
  test("an algo from a page shows its plan and what is done, goes on after a crash, and is kept whole", async () => {
    const desk = await start();
    desk.feed((market) => market.at(0).snapshot(BOOK));
    const parent = parentDraft({ kind: "vwap", size: "2", durationMicros: 12_000_000, slices: 3 });
    const outcome = await desk.command({ kind: "startParent", parent });
    expect(outcome).toMatchObject({ accepted: true, orderId: "par-1" });
    await standing(desk, 1_000, 2);
    const shown = desk.views.at(-1)?.parents[0];
    expect(shown).toMatchObject({ state: "ACTIVE", filledLots: 66, text: "slice 1 of 3: crosses (flat: no history)" });
    expect(shown?.schedule.map(({ lots }) => lots)).toEqual([0, 66, 133, 200]);

    await desk.crash();
    desk.feed((market) => market.at(4_000).snapshot(BOOK));
    await standing(desk, 4_000, 12);
    const { rows } = await desk.desks.parents(page(desk.deskId));
    expect(rows).toMatchObject([{ id: "par-1", state: "DONE", filledLots: 200, slicesSent: 3 }]);
    // 2 ABC half a spread above the mid, 0.1 % of what was paid in three fills.
    expect(rows[0]?.shortfall).toMatchObject({ tradingAtoms: 2_000_000n, feeAtoms: 20_002_000n });
    const filter = { ...anyOrder, parentId: "par-1" };
    const slices = await desk.desks.orders({ ...page(desk.deskId), filter });
    expect(slices.rows.map(({ role, filledLots }) => [role, filledLots])).toEqual([
      ["slice", 67],
      ["slice", 67],
      ["slice", 66],
    ]);
    await desk.stop();
  });
}

function lasting(start: () => Promise<HostedDesk>): void {
  test("after a crash the desk goes on from its last commit, and says that it was restarted", async () => {
    const desk = await bought(start);
    desk.feed((market) => market.at(600).book({ asks: [["100.01", "9"]] }));
    await desk.command({ kind: "submit", order: draft({ side: "buy", size: "1", price: "99.99" }) });
    const before = await desk.desks.orders({ ...page(desk.deskId), filter: anyOrder });
    await desk.crash();
    const after = await desk.desks.orders({ ...page(desk.deskId), filter: anyOrder });
    expect(after.rows.map(({ id, state }) => [id, state])).toEqual(before.rows.map(({ id, state }) => [id, state]));
    const risk = await desk.desks.riskEvents(page(desk.deskId));
    expect(risk.rows.map(({ kind }) => kind)).toEqual(["restart"]);

    desk.feed((market) => market.at(2_000).snapshot(BOOK));
    desk.feed((market) => market.at(3_000).trade("sell", "99.98", "50"));
    desk.feed((market) => market.at(3_500).book(BOOK));
    await desk.pass(3_000);
    const fills = await desk.desks.fills({ ...page(desk.deskId), instrumentId: null, from: null });
    expect(fills.rows.map(({ id }) => id).toSorted()).toEqual(["fill-1", "fill-2"]);
    expect(desk.events.flatMap((view) => view.fills.map(({ id }) => id))).toEqual(["fill-1", "fill-2"]);
    await desk.stop();
  });

  test("without a host the view is what was committed", async () => {
    const desk = await bought(start);
    await desk.command({ kind: "submit", order: draft({ side: "buy", size: "1", price: "99.90" }) });
    await desk.pass(1_000);
    const live = desk.views.at(-1);
    await desk.stop();
    const stored = await desk.desks.view(desk.deskId);
    expect(stored.equity.cashAtoms).toBe(live?.equity.cashAtoms);
    expect(stored.positions.map(({ sizeLots, costAtoms }) => [sizeLots, costAtoms])).toEqual(
      live?.positions.map(({ sizeLots, costAtoms }) => [sizeLots, costAtoms]),
    );
    expect(stored.working.map(({ id }) => id)).toEqual(live?.working.map(({ id }) => id));
    expect(stored.tradingState).toBe(live?.tradingState);
  });

  test("the kill switch closes everything and is remembered", async () => {
    const desk = await bought(start);
    await desk.command({ kind: "kill" });
    desk.feed((market) => market.at(1_200).book({ bids: [["99.99", "7"]] }));
    await desk.pass(1_500);
    await desk.crash();
    expect(desk.views.at(-1)).toMatchObject({ tradingState: "HALTED", strategiesPaused: true });
    const positions = desk.views.at(-1)?.positions ?? [];
    expect(positions.every(({ sizeLots }) => sizeLots === 0)).toBe(true);
    await desk.stop();
  });
}
