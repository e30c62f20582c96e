import { z } from "zod";
import { publicProcedure, router } from "@/server/trpc/init";
import { deskInput } from "@/server/trpc/inputs";

export const parityRouter = router({
  run: publicProcedure
    .input(deskInput.extend({ epoch: z.int().min(1).nullable().default(null) }))
    .mutation(({ ctx, input }) => ctx.services.parity.request(input)),

  latest: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.parity.latest(input.deskId)),

  tapes: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.parity.tapes(input.deskId)),
});
