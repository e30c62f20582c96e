import { expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import type { DeskService } from "@/server/services/desks/desk-service";
import type { WebServices } from "@/server/services/web-services";
import type { TrpcContext } from "./context";
import { orderExportQuery } from "./export-inputs";
import { createCaller } from "./root";

/** A caller on a desk service of which only `methods` exist; defects are written down. */
function setup(methods: Partial<DeskService>) {
  const defects: string[] = [];
  const context: TrpcContext = {
    services: { desks: methods as DeskService } as WebServices,
    who: "test",
    reportDefect: (error, where) => defects.push(`${where}: ${error instanceof Error ? error.message : String(error)}`),
  };
  return { caller: createCaller(context), defects };
}

const uuid = "0198f2a1-7c3e-7b1a-9d2e-3f4a5b6c7d8e";
const limit = { instrumentId: "simulated:BTC/USDT", side: "buy", type: "limit", timeInForce: "GTC" } as const;

test("an expected failure keeps its sentence and gets its code", async () => {
  const { caller, defects } = setup({
    get: async () => {
      throw new AppError("not_found", "There is no desk x");
    },
  });
  await expect(caller.desks.get({ deskId: "x" })).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: "There is no desk x",
  });
  expect(defects).toEqual([]);
});

test("a defect is reported and hidden", async () => {
  const { caller, defects } = setup({
    get: async () => {
      throw new TypeError("cannot read password of undefined");
    },
  });
  const call = caller.desks.get({ deskId: "x" });
  await expect(call).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR", message: "Internal error" });
  expect(await call.catch((error: unknown) => (error as Error).cause)).toBeUndefined();
  expect(defects).toEqual(["tRPC desks.get: cannot read password of undefined"]);
});

test("bad input is told field by field and reaches no service", async () => {
  const { caller, defects } = setup({ command: () => Promise.reject(new Error("reached")) });
  const body = { kind: "submit", order: { ...limit, postOnly: false, limitTicks: 1.5, sizeLots: 0 } } as never;
  const call = caller.desks.command({ deskId: "x", id: uuid, body });
  await expect(call).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await expect(call).rejects.toThrow(/limitTicks/);
  await expect(call).rejects.toThrow(/sizeLots/);
  await expect(caller.desks.command({ deskId: "x", id: "1", body: { kind: "kill" } })).rejects.toThrow(/UUID/i);
  expect(defects).toEqual([]);
});

test("an order's shape must make sense", async () => {
  const { caller } = setup({ command: async () => ({ isNew: true }) });
  const send = (order: object) =>
    caller.desks.command({ deskId: "x", id: uuid, body: { kind: "submit", order } as never });
  const good = { ...limit, postOnly: true, limitTicks: 100, sizeLots: 1 };
  await expect(send(good)).resolves.toEqual({ isNew: true });
  await expect(send({ ...good, limitTicks: null })).rejects.toThrow(/needs a limit price/);
  await expect(send({ ...good, type: "market" })).rejects.toThrow(/needs a limit price/);
  await expect(send({ ...good, timeInForce: "IOC" })).rejects.toThrow(/post-only/);
});

test("filters and pages have defaults and bounds", async () => {
  const seen: unknown[] = [];
  const { caller } = setup({
    orders: async (query) => {
      seen.push(query);
      return { rows: [], nextCursor: null };
    },
  });
  await caller.desks.orders({ deskId: "x" });
  const filter = { instrumentId: null, origin: null, tag: null, from: null, to: null, states: null, parentId: null };
  expect(seen).toEqual([{ deskId: "x", cursor: null, limit: 100, filter }]);
  await expect(caller.desks.orders({ deskId: "x", limit: 501 })).rejects.toThrow(/limit/);
});

test("an export's query is text and becomes the same filter", () => {
  expect(
    orderExportQuery.parse({ deskId: "d", states: "FILLED,CANCELLED", from: "2024-08-08T12:00:00Z", to: "1" }),
  ).toEqual({
    deskId: "d",
    filter: {
      instrumentId: null,
      origin: null,
      tag: null,
      from: 1_723_118_400_000_000,
      to: 1,
      states: ["FILLED", "CANCELLED"],
      parentId: null,
    },
  });
  expect(() => orderExportQuery.parse({ deskId: "d", states: "GONE" })).toThrow(/FILLED/);
});
