import { z } from "zod";
import { INTERVALS } from "@/server/domain/candle";
import { publicProcedure, router } from "@/server/trpc/init";
import { idText } from "@/server/trpc/inputs";

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
});
