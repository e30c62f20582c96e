import { publicProcedure, router } from "@/server/trpc/init";
import { deskInput, idText, noteInput } from "@/server/trpc/inputs";

const subjectInput = deskInput.extend({ id: idText });

export const journalRouter = router({
  order: publicProcedure
    .input(subjectInput)
    .query(({ ctx, input }) => ctx.services.journal.order(input.deskId, input.id)),

  trip: publicProcedure
    .input(subjectInput)
    .query(({ ctx, input }) => ctx.services.journal.trip(input.deskId, input.id)),

  tags: publicProcedure.input(deskInput).query(({ ctx, input }) => ctx.services.journal.tags(input.deskId)),

  saveNote: publicProcedure
    .input(noteInput)
    .mutation(({ ctx, input }) => ctx.services.journal.saveNote(input, ctx.who)),
});
