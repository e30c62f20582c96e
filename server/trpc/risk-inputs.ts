/** Risk settings as a person may send them: every number within the bounds of the catalog. */
import { z } from "zod";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import {
  BREAKER_KINDS,
  type Rearm,
  RISK_PROFILES,
  type RiskKey,
  type RiskSettings,
} from "@/server/domain/risk/risk-settings";
import { SECTORS } from "@/server/domain/risk/sectors";
import { SIZING_METHODS, type SizingSettings } from "@/server/domain/sizing";
import {
  REARM_AFTER,
  REGIME_SHARE,
  SIZING_FIELDS,
  type SizingKey,
  STRATEGY_FIELDS,
} from "@/server/domain/sizing-fields";

const ppm = z.int().min(REGIME_SHARE.min).max(REGIME_SHARE.max);

const limits = Object.fromEntries(
  Object.entries(RISK_FIELDS).map(([key, { min, max }]) => [key, z.int().min(min).max(max)]),
) as Record<RiskKey, z.ZodInt>;

const rearm = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("after"),
    micros: z.int().min(REARM_AFTER.min).max(REARM_AFTER.max),
  }),
  z.object({ kind: z.literal("next_day") }),
  z.object({ kind: z.literal("by_hand") }),
]) satisfies z.ZodType<Rearm>;

const sizingNumbers = Object.fromEntries(
  Object.entries(SIZING_FIELDS).map(([key, { min, max }]) => [key, z.int().min(min).max(max)]),
) as Record<SizingKey, z.ZodInt>;

const sizing = z.object({
  ...sizingNumbers,
  method: z.enum(SIZING_METHODS),
  regimePpm: z.object({ low: ppm, normal: ppm, high: ppm, extreme: ppm }),
}) satisfies z.ZodType<SizingSettings>;

const strategy = z.object({
  budgetPpm: z.int().min(STRATEGY_FIELDS.budgetPpm.min).max(STRATEGY_FIELDS.budgetPpm.max),
  dailyLossPpm: z.int().min(STRATEGY_FIELDS.dailyLossPpm.min).max(STRATEGY_FIELDS.dailyLossPpm.max),
  method: z.enum(SIZING_METHODS).nullable(),
});

/** Of maps that a person names the keys of. */
const ENTRIES_MAX = 500;

const riskSettingsShape = z.object({
  ...limits,
  profile: z.enum(RISK_PROFILES),
  exitMethod: z.enum(["percent", "atr"]),
  rearm: z.object(
    Object.fromEntries(BREAKER_KINDS.map((kind) => [kind, rearm])) as Record<
      (typeof BREAKER_KINDS)[number],
      typeof rearm
    >,
  ),
  sizing,
  sectors: z
    .record(z.string().min(1).max(20), z.enum(SECTORS))
    .refine((map) => Object.keys(map).length <= ENTRIES_MAX, { message: `at most ${ENTRIES_MAX} assets` }),
  strategies: z
    .record(z.string().min(1).max(80), strategy)
    .refine((map) => Object.keys(map).length <= ENTRIES_MAX, { message: `at most ${ENTRIES_MAX} strategies` }),
});

export const riskSettings = riskSettingsShape.refine((risk) => risk.drawdownReducePpm < risk.drawdownClosePpm, {
  message: "the drawdown that closes everything must lie beyond the one that takes no new risk",
  path: ["drawdownClosePpm"],
}) satisfies z.ZodType<RiskSettings>;
