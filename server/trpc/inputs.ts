/** What may come in: every text and list is bounded, numbers become units here. */
import { z } from "zod";
import type { CommandBody } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import { ORDER_STATES } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import { TRADING_STATES } from "@/server/domain/trading-state";

export const idText = z.string().min(1).max(120);
export const instant = z.int().min(0).transform(micros);
const limitTicks = z.int().transform(ticks);
const sizeLots = z.int().min(1).transform(lots);
const tag = z.string().trim().min(1).max(40);

export const deskInput = z.object({ deskId: idText });

export const pageInput = z.object({
  deskId: idText,
  cursor: z.string().max(200).nullable().default(null),
  limit: z.int().min(1).max(500).default(100),
});

const tripFilterShape = {
  instrumentId: idText.nullable().default(null),
  origin: z.string().min(1).max(80).nullable().default(null),
  tag: tag.nullable().default(null),
  from: instant.nullable().default(null),
  to: instant.nullable().default(null),
};
export const tripFilter = z.object(tripFilterShape);
export const orderFilter = z.object({
  ...tripFilterShape,
  states: z.array(z.enum(ORDER_STATES)).max(ORDER_STATES.length).nullable().default(null),
});

const orderDraft = z
  .object({
    instrumentId: idText,
    side: z.enum(["buy", "sell"]),
    type: z.enum(["market", "limit"]),
    timeInForce: z.enum(["GTC", "IOC", "FOK"]),
    postOnly: z.boolean(),
    limitTicks: limitTicks.nullable(),
    sizeLots,
  })
  .refine((order) => (order.type === "limit") === (order.limitTicks !== null), {
    message: "a limit order needs a limit price, a market order has none",
    path: ["limitTicks"],
  })
  .refine((order) => !order.postOnly || (order.type === "limit" && order.timeInForce === "GTC"), {
    message: "post-only is for limit orders that are good till cancelled",
    path: ["postOnly"],
  });

export const commandBody = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("submit"), order: orderDraft }),
  z.object({ kind: z.literal("cancel"), orderId: idText }),
  z.object({ kind: z.literal("cancelAll"), instrumentId: idText.nullable() }),
  z.object({
    kind: z.literal("amend"),
    orderId: idText,
    limitTicks: limitTicks.nullable(),
    sizeLots: sizeLots.nullable(),
  }),
  z.object({ kind: z.literal("pause") }),
  z.object({ kind: z.literal("resume") }),
  z.object({ kind: z.literal("setStrategy"), strategy: z.string().min(1).max(80), enabled: z.boolean() }),
  z.object({ kind: z.literal("setTradingState"), state: z.enum(TRADING_STATES) }),
  z.object({ kind: z.literal("flatten") }),
  z.object({ kind: z.literal("kill") }),
]) satisfies z.ZodType<CommandBody>;

export const noteInput = z.object({
  deskId: idText,
  subject: z.object({ kind: z.enum(["order", "trip"]), id: idText }),
  text: z.string().max(20_000),
  tags: z.array(tag).max(20),
});
