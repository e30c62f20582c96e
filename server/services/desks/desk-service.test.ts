import { expect, test } from "vitest";
import { atoms, parseAtoms } from "@/server/domain/atoms";
import type { CommandBody } from "@/server/domain/command";
import { micros } from "@/server/domain/micros";
import type { EquitySample } from "@/server/domain/portfolio";
import { encodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import type { Desk } from "@/server/ports/desk-store";
import { createTopicHub } from "@/server/services/stream/topic-hub";
import { createDeskService } from "./desk-service";

const at = micros(1_723_118_400_000_000);
const desk = {
  id: "d",
  name: "Main desk",
  isArchived: false,
  createdAt: at,
  settings: {
    openingBalanceAtoms: parseAtoms("10000"),
    instruments: [],
    strategies: [{ name: "order-flow-imbalance", enabled: true, params: {} }],
  },
} as unknown as Desk;

const equity = (seconds: number, units: string): EquitySample => ({
  at: micros(at + seconds * 1_000_000),
  cashAtoms: parseAtoms(units),
  inventoryAtoms: atoms(0n),
  unrealisedAtoms: atoms(0n),
  equityAtoms: parseAtoms(units),
  realisedAtoms: atoms(0n),
  feesAtoms: atoms(0n),
  marginAtoms: atoms(0n),
  fundingAtoms: atoms(0n),
  bands: null,
});

type Given = Readonly<{ desk?: Desk; samples?: readonly EquitySample[]; risk?: readonly object[] }>;

function setup(given: Given = {}) {
  const known = new Set<string>();
  const said: string[] = [];
  const handlers: ((payload: string) => void)[] = [];
  const state = { isBusAway: false };
  const bus: Bus = {
    publish: async (topic) => {
      if (state.isBusAway) throw new Error("away");
      said.push(`wake ${topic}`);
    },
    subscribe: async (_topic, handler) => {
      handlers.push(handler);
      return () => {};
    },
    close: async () => {},
  };
  const service = createDeskService({
    desks: {
      getDesk: async () => given.desk ?? desk,
      addCommand: async (_deskId: string, { id }: { id: string }) => !known.has(id) && !!known.add(id),
    },
    reader: {
      listPositions: async () => [],
      listOrders: async () => ({
        rows: [{ id: "ord-1", state: "ACCEPTED", tags: ["x"], hasNote: true }],
        nextCursor: null,
      }),
      listRiskEvents: async () => ({ rows: given.risk ?? [], nextCursor: null }),
      listParents: async () => ({ rows: [], nextCursor: null }),
      listSignals: async () => ({ rows: [{ strategy: "order-flow-imbalance", seq: 9 }], nextCursor: null }),
      listEquity: async (_deskId: string, { from }: { from: number | null }) =>
        (given.samples ?? []).filter((sample) => from === null || sample.at >= from),
    },
    system: {
      audit: async (entry: { who: string; action: string; detail: string }) =>
        void said.push(`${entry.who} ${entry.action}: ${entry.detail}`),
    },
    bus,
    hub: createTopicHub(bus),
    clock: { nowMicros: () => at, every: () => () => {} },
    findSource: async () => null,
  } as never);
  return { service, said, state, publish: (payload: string) => handlers.forEach((handler) => handler(payload)) };
}

const id = "0198f2a1-7c3e-7b1a-9d2e-3f4a5b6c7d8e";

test("a command is stored and audited once, however often it is sent, and wakes the desk each time", async () => {
  const { service, said } = setup();
  const send = () => service.command({ deskId: "d", id, body: { kind: "kill" } }, "web");
  expect(await send()).toEqual({ isNew: true });
  expect(await send()).toEqual({ isNew: false });
  expect(said).toEqual([
    `web desk.kill: cancel all orders, close all positions and halt (command ${id})`,
    "wake desk-commands:d",
    "wake desk-commands:d",
  ]);
});

test("a command is taken even when the bus is away", async () => {
  const { service, state } = setup();
  state.isBusAway = true;
  await expect(service.command({ deskId: "d", id, body: { kind: "pause" } }, "web")).resolves.toEqual({ isNew: true });
});

test("an archived desk takes no commands and says why", async () => {
  const { service, said } = setup({ desk: { ...desk, isArchived: true } });
  const call = service.command({ deskId: "d", id, body: { kind: "flatten" } }, "web");
  await expect(call).rejects.toMatchObject({ code: "refused" });
  await expect(call).rejects.toThrow("Main desk is archived");
  expect(said).toEqual([]);
});

test("every command has words for the audit trail", async () => {
  const { service, said } = setup();
  const order = { instrumentId: "simulated:BTC/USDT", side: "buy", type: "limit", timeInForce: "GTC", postOnly: true };
  const bodies = [
    { kind: "submit", order: { ...order, limitTicks: 100, sizeLots: 5 } },
    { kind: "amend", orderId: "ord-1", limitTicks: 101, sizeLots: null },
    { kind: "cancelAll", instrumentId: null },
    { kind: "setStrategy", strategy: "order-flow-imbalance", enabled: false },
    { kind: "setTradingState", state: "HALTED" },
  ] as CommandBody[];
  for (const [i, body] of bodies.entries()) await service.command({ deskId: "d", id: `c${i}`, body }, "cli");
  expect(said.filter((line) => line.startsWith("cli")).map((line) => line.replace(/ \(command .*/, ""))).toEqual([
    "cli desk.submit: buy 5 lots of simulated:BTC/USDT at 100 ticks, GTC post-only",
    "cli desk.amend: amend ord-1 to 101 ticks, same size",
    "cli desk.cancelAll: cancel all orders",
    "cli desk.setStrategy: switch order-flow-imbalance off",
    "cli desk.setTradingState: set trading to HALTED",
  ]);
});

test("the view is what was published last", async () => {
  const { service, publish } = setup();
  await service.view("d");
  publish(encodeWire({ deskId: "d", runId: "r", at: 5, equity: equity(0, "10001") }));
  expect(await service.view("d")).toMatchObject({ runId: "r", equity: { equityAtoms: parseAtoms("10001") } });
});

test("without a worker the view is built from the last commit", async () => {
  const day = equity(0, "10000");
  const risk = [
    { kind: "trading_state", to: "HALTED", from: "ACTIVE", text: "halted by the kill switch", seq: 3 },
    { kind: "strategies_paused", to: null, text: "paused", seq: 2 },
    { kind: "strategy_switched", to: "off", text: "Strategy order-flow-imbalance switched off", seq: 1 },
  ];
  const { service } = setup({ samples: [equity(-90_000, "9000"), day, equity(60, "10020")], risk });
  const view = await service.view("d");
  expect(view).toMatchObject({
    at: at + 60_000_000,
    tradingState: "HALTED",
    stateCause: "halted by the kill switch",
    strategiesPaused: true,
    dayOpenEquityAtoms: parseAtoms("10000"),
    equity: { equityAtoms: parseAtoms("10020") },
    strategies: [{ name: "order-flow-imbalance", enabled: false, lastSignal: { seq: 9 } }],
  });
  expect(view.working).toEqual([{ id: "ord-1", state: "ACCEPTED", trace: [] }]);
});

test("a desk that never ran shows its opening balance", async () => {
  const { service } = setup();
  const view = await service.view("d");
  expect(view.equity.equityAtoms).toBe(parseAtoms("10000"));
  expect(view.tradingState).toBe("ACTIVE");
});
