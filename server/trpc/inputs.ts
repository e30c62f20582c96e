/** What may come in: every text and list is bounded, numbers become units here. */
import { z } from "zod";
import type { PersonCommand } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import { hasLimit, ORDER_STATES, ORDER_TYPES, type OrderTerms, TIMES_IN_FORCE } from "@/server/domain/order";
import { PARENT_KINDS } from "@/server/domain/parent-order";
import { SIZING_METHODS } from "@/server/domain/sizing";
import { ticks } from "@/server/domain/ticks";
import { TRADING_STATES } from "@/server/domain/trading-state";
import { riskSettings } from "./risk-inputs";

export const idText = z.string().min(1).max(120);
export const instant = z.int().min(0).transform(micros);
const limitTicks = z.int().transform(ticks);
const sizeLots = z.int().min(1).transform(lots);
/** Why a person changed something: it is kept. */
const whyText = z.string().trim().min(3).max(500);
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
  parentId: idText.nullable().default(null),
});

const triggerSource = z.enum(["last", "mark"]);
const trail = z.object({
  distance: z.union([
    z.strictObject({ ticks: z.int().min(1) }),
    z.strictObject({ ppm: z.int().min(100).max(500_000) }),
  ]),
  activationTicks: limitTicks.nullable(),
  by: triggerSource,
});

/** Absent keys stay absent: the engine's settings and orders hold no undefined. */
const orderTerms = z
  .object({
    postOnlySlide: z.boolean().optional(),
    reduceOnly: z.boolean().optional(),
    displayLots: sizeLots.optional(),
    expiresAt: instant.optional(),
    trigger: z.object({ ticks: limitTicks, by: triggerSource }).optional(),
    trail: trail.optional(),
    confidencePpm: z.int().min(0).max(1_000_000).optional(),
    sizing: z
      .object({
        method: z.enum(SIZING_METHODS),
        lines: z
          .array(z.object({ label: z.string().max(120), value: z.string().max(120) }))
          .max(20)
          .readonly(),
      })
      .optional(),
    bracket: z
      .object({
        stop: z.object({ ticks: limitTicks, limitTicks: limitTicks.nullable() }).nullable(),
        trail: trail.nullable(),
        target: z.object({ ticks: limitTicks }).nullable(),
      })
      .optional(),
  })
  .transform(
    (terms) => Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as OrderTerms,
  );

const orderDraft = z
  .object({
    instrumentId: idText,
    side: z.enum(["buy", "sell"]),
    type: z.enum(ORDER_TYPES),
    timeInForce: z.enum(TIMES_IN_FORCE),
    postOnly: z.boolean(),
    limitTicks: limitTicks.nullable(),
    sizeLots,
    terms: orderTerms.default({}),
  })
  .refine((order) => hasLimit(order.type) === (order.limitTicks !== null), {
    message: "a limit order needs a limit price, others have none",
    path: ["limitTicks"],
  })
  .refine((order) => !order.postOnly || (order.type === "limit" && ["GTC", "GTD"].includes(order.timeInForce)), {
    message: "post-only is for limit orders that may rest",
    path: ["postOnly"],
  });

const parentDraft = z.object({
  instrumentId: idText,
  side: z.enum(["buy", "sell"]),
  kind: z.enum(PARENT_KINDS),
  sizeLots,
  limitTicks: limitTicks.nullable(),
  durationMicros: z.int().min(10_000_000).max(86_400_000_000),
  slices: z.int().min(2).max(500),
  displayLots: sizeLots.nullable(),
  participationPpm: z.int().min(1_000).max(1_000_000).nullable(),
  volumeCurvePpm: z.array(z.int().min(0).max(1_000_000)).length(48).readonly().nullable(),
  isPassiveFirst: z.boolean(),
});

export const commandBody = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("submit"), order: orderDraft }),
  z.object({ kind: z.literal("submitOco"), orders: z.tuple([orderDraft, orderDraft]).readonly() }),
  z.object({ kind: z.literal("startParent"), parent: parentDraft }),
  z.object({ kind: z.literal("cancelParent"), parentId: idText }),
  z.object({
    kind: z.literal("setLeverage"),
    instrumentId: idText,
    leverage: z.int().min(1).max(150),
    mode: z.enum(["isolated", "cross"]),
  }),
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
  z.object({
    kind: z.literal("setTradingState"),
    state: z.enum(TRADING_STATES),
    why: z.string().trim().max(500).default(""),
  }),
  z.object({ kind: z.literal("setRisk"), settings: riskSettings, baseVersion: z.int().min(1), why: whyText }),
  z.object({ kind: z.literal("rearm"), breaker: idText, why: whyText }),
  z.object({ kind: z.literal("flatten") }),
  z.object({ kind: z.literal("kill") }),
]) satisfies z.ZodType<PersonCommand>;

export const noteInput = z.object({
  deskId: idText,
  subject: z.object({ kind: z.enum(["order", "trip"]), id: idText }),
  text: z.string().max(20_000),
  tags: z.array(tag).max(20),
});
