import { z } from "zod";
import { INTERVALS } from "@/server/domain/candle";
import { publicProcedure, router } from "@/server/trpc/init";
import { idText, instant } from "@/server/trpc/inputs";

export const featuresRouter = router({
  catalog: publicProcedure.query(({ ctx }) => ctx.services.features.catalog()),

  coverage: publicProcedure.query(({ ctx }) => ctx.services.features.coverage()),

  stats: publicProcedure
    .input(
      z.object({
        set: z.string().min(1).max(80),
        instrumentId: idText,
        interval: z.enum(INTERVALS).nullable().default(null),
      }),
    )
    .query(({ ctx, input }) => ctx.services.features.stats(input)),

  /** Without a set: candle history, from the venue. */
  startBackfill: publicProcedure
    .input(
      z.object({
        instrumentId: idText,
        setName: z.string().min(1).max(80).nullable(),
        from: instant.nullable(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.features.backfills.start(input)),

  cancelBackfill: publicProcedure
    .input(z.object({ id: idText }))
    .mutation(({ ctx, input }) => ctx.services.features.backfills.cancel(input.id)),
});
