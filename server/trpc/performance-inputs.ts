/** Which window of a desk's life: a preset, or two instants. As an object for pages, as query parameters for CSV. */
import { z } from "zod";
import { WINDOW_PRESETS } from "@/server/domain/performance-window";
import { ATTRIBUTION_GROUPS } from "@/server/services/performance/performance-views";
import { instantText } from "./export-inputs";
import { idText, instant } from "./inputs";

const preset = z.enum(WINDOW_PRESETS);

export const performanceInput = z.object({
  deskId: idText,
  window: z.union([z.strictObject({ preset }), z.strictObject({ from: instant, to: instant })]),
});

const windowShape = {
  deskId: idText,
  window: z.union([preset, z.literal("custom")]).default("all"),
  from: instantText.nullable().default(null),
  to: instantText.nullable().default(null),
};

const toRequest = ({ deskId, window, from, to }: z.output<z.ZodObject<typeof windowShape>>, ctx: z.RefinementCtx) => {
  if (window !== "custom") return { deskId, window: { preset: window } };
  if (from !== null && to !== null) return { deskId, window: { from, to } };
  ctx.addIssue({ code: "custom", message: "a window of one's own needs both its ends: from and to" });
  return z.NEVER;
};

export const performanceExportQuery = z.object(windowShape).transform(toRequest);

export const attributionExportQuery = z
  .object({ ...windowShape, by: z.enum(ATTRIBUTION_GROUPS).default("strategy") })
  .transform(({ by, ...query }, ctx) => ({ ...toRequest(query, ctx), by }));
