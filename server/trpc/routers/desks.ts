import { z } from "zod";
import { publicProcedure, router } from "@/server/trpc/init";
import { commandBody, deskInput, idText, instant, orderFilter, pageInput, tripFilter } from "@/server/trpc/inputs";

export const desksRouter = router({
  list: publicProcedure.query(({ ctx }) => ctx.services.desks.list()),

  get: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.desks.get(input.deskId)),

  current: publicProcedure.query(({ ctx }) => ctx.services.desks.current()),

  command: publicProcedure
    .input(z.object({ deskId: idText, id: z.uuid(), body: commandBody }))
    .mutation(({ ctx, input }) => ctx.services.desks.command(input, ctx.who)),

  outcome: publicProcedure
    .input(z.object({ deskId: idText, commandId: z.uuid() }))
    .query(({ ctx, input }) => ctx.services.desks.outcome(input.deskId, input.commandId)),

  view: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.desks.view(input.deskId)),

  orders: publicProcedure
    .input(pageInput.extend({ filter: orderFilter.prefault({}) }))
    .query(({ ctx, input }) => ctx.services.desks.orders(input)),

  trips: publicProcedure
    .input(pageInput.extend({ filter: tripFilter.prefault({}) }))
    .query(({ ctx, input }) => ctx.services.desks.trips(input)),

  fills: publicProcedure
    .input(pageInput.extend({ instrumentId: idText.nullable().default(null), from: instant.nullable().default(null) }))
    .query(({ ctx, input }) => ctx.services.desks.fills(input)),

  parents: publicProcedure.input(pageInput).query(({ ctx, input }) => ctx.services.desks.parents(input)),

  signals: publicProcedure.input(pageInput).query(({ ctx, input }) => ctx.services.desks.signals(input)),

  riskEvents: publicProcedure.input(pageInput).query(({ ctx, input }) => ctx.services.desks.riskEvents(input)),

  risk: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.desks.risk(input.deskId)),

  riskSettings: publicProcedure.input(pageInput).query(({ ctx, input }) => ctx.services.desks.riskSettings(input)),

  breakerEvents: publicProcedure.input(pageInput).query(({ ctx, input }) => ctx.services.desks.breakerEvents(input)),

  equity: publicProcedure
    .input(
      deskInput.extend({ from: instant.nullable().default(null), points: z.int().min(2).max(5_000).default(1_000) }),
    )
    .query(({ ctx, input }) => ctx.services.desks.equity(input)),
});
