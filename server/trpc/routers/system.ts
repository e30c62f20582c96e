import { publicProcedure, router } from "@/server/trpc/init";

export const systemRouter = router({
  status: publicProcedure.query(({ ctx }) => ctx.services.system.status()),
});
