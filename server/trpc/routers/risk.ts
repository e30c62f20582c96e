import { publicProcedure, router } from "@/server/trpc/init";
import { deskInput } from "@/server/trpc/inputs";

export const riskRouter = router({
  var: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.risk.var(input.deskId)),

  facts: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.risk.facts(input.deskId)),
});
