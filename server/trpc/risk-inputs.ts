/** Risk settings as a person may send them: every number within the bounds of the catalog. */
import { z } from "zod";
import { RISK_FIELDS } from "@/server/domain/risk-fields";
import {
  BREAKER_KINDS,
  type Rearm,
  RISK_PROFILES,
  type RiskKey,
  type RiskSettings,
} from "@/server/domain/risk-settings";
import { SECTORS } from "@/server/domain/sectors";
import { SIZING_METHODS, type SizingSettings } from "@/server/domain/sizing";

const ppm = z.int().min(0).max(1_000_000);

const limits = Object.fromEntries(
  Object.entries(RISK_FIELDS).map(([key, { min, max }]) => [key, z.int().min(min).max(max)]),
) as Record<RiskKey, z.ZodInt>;

const rearm = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("after"),
    micros: z
      .int()
      .min(1_000_000)
      .max(7 * 86_400_000_000),
  }),
  z.object({ kind: z.literal("next_day") }),
  z.object({ kind: z.literal("by_hand") }),
]) satisfies z.ZodType<Rearm>;

const sizing = z.object({
  method: z.enum(SIZING_METHODS),
  baseSharePpm: ppm.min(100),
  signalKellyPpm: ppm.min(10_000),
  kellyFractionPpm: ppm.min(10_000),
  kellyCapPpm: ppm.min(1_000),
  kellyTradesMin: z.int().min(5).max(1_000),
  riskPerTradePpm: z.int().min(1_000).max(100_000),
  volatilityCapMilli: z.int().min(1_000).max(10_000),
  atrMultipleMilli: z.int().min(100).max(20_000),
  correlationFromPpm: ppm,
  correlationToPpm: ppm,
  correlationCutPpm: ppm,
  regimePpm: z.object({ low: ppm, normal: ppm, high: ppm, extreme: ppm }),
}) satisfies z.ZodType<SizingSettings>;

const strategy = z.object({
  budgetPpm: z.int().min(1_000).max(10_000_000),
  dailyLossPpm: z.int().min(1_000).max(1_000_000),
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
