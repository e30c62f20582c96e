import { publicProcedure, router } from "@/server/trpc/init";
import { performanceInput } from "@/server/trpc/performance-inputs";

export const performanceRouter = router({
  window: publicProcedure.input(performanceInput).query(({ ctx, input }) => ctx.services.performance.window(input)),

  attribution: publicProcedure
    .input(performanceInput)
    .query(({ ctx, input }) => ctx.services.performance.attribution(input)),
});
