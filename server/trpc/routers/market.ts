import { z } from "zod";
import { INTERVALS } from "@/server/domain/candle";
import { publicProcedure, router } from "@/server/trpc/init";
import { idText, instant } from "@/server/trpc/inputs";

export const marketRouter = router({
  candles: publicProcedure
    .input(
      z.object({
        instrumentId: idText,
        interval: z.enum(INTERVALS),
        before: instant.nullable().default(null),
        limit: z.int().min(1).max(2_000).default(500),
      }),
    )
    .query(({ ctx, input }) => ctx.services.market.candles(input)),

  view: publicProcedure
    .input(z.object({ instrumentId: idText }))
    .query(({ ctx, input }) => ctx.services.market.view(input.instrumentId)),

  feed: publicProcedure
    .input(z.object({ venueId: idText }))
    .query(({ ctx, input }) => ctx.services.market.feed(input.venueId)),

  gaps: publicProcedure
    .input(z.object({ venueId: idText, limit: z.int().min(1).max(500).default(50) }))
    .query(({ ctx, input }) => ctx.services.market.gaps(input)),
});
