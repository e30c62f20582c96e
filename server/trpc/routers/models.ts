import { z } from "zod";
import { publicProcedure, router } from "@/server/trpc/init";
import { idText } from "@/server/trpc/inputs";
import { modelEdit, modelName, newModel, rollBackInput, versionInput, versionReason } from "@/server/trpc/model-inputs";

const listLimit = z.int().min(1).max(1_000).default(100);

export const modelsRouter = router({
  list: publicProcedure.query(({ ctx }) => ctx.services.models.list()),

  get: publicProcedure
    .input(z.object({ model: modelName }))
    .query(({ ctx, input }) => ctx.services.models.get(input.model)),

  version: publicProcedure.input(versionInput).query(({ ctx, input }) => ctx.services.models.version(input)),

  compare: publicProcedure
    .input(z.object({ model: modelName, a: versionInput.shape.version, b: versionInput.shape.version }))
    .query(({ ctx, input }) => ctx.services.models.compare(input)),

  predictions: publicProcedure
    .input(versionInput.extend({ limit: listLimit, scored: z.boolean().default(false) }))
    .query(({ ctx, input }) => ctx.services.models.predictions(input)),

  ask: publicProcedure.input(versionInput).mutation(({ ctx, input }) => ctx.services.models.ask(input)),

  options: publicProcedure.query(({ ctx }) => ctx.services.models.options()),

  create: publicProcedure.input(newModel).mutation(({ ctx, input }) => ctx.services.models.create(input, ctx.who)),

  edit: publicProcedure.input(modelEdit).mutation(({ ctx, input }) => ctx.services.models.edit(input, ctx.who)),

  shadow: publicProcedure
    .input(versionReason)
    .mutation(({ ctx, input: { model, ...move } }) =>
      ctx.services.models.move(model, { ...move, kind: "shadow" }, ctx.who),
    ),

  promote: publicProcedure
    .input(versionReason)
    .mutation(({ ctx, input: { model, ...move } }) =>
      ctx.services.models.move(model, { ...move, kind: "promote" }, ctx.who),
    ),

  rollBack: publicProcedure
    .input(rollBackInput)
    .mutation(({ ctx, input: { model, ...move } }) =>
      ctx.services.models.move(model, { ...move, kind: "rollBack" }, ctx.who),
    ),

  retire: publicProcedure
    .input(versionReason)
    .mutation(({ ctx, input: { model, ...move } }) =>
      ctx.services.models.move(model, { ...move, kind: "retire" }, ctx.who),
    ),

  refresh: publicProcedure
    .input(z.object({ model: modelName }))
    .mutation(({ ctx, input }) => ctx.services.models.refresh(input.model, ctx.who)),

  cancel: publicProcedure
    .input(z.object({ runId: idText }))
    .mutation(({ ctx, input }) => ctx.services.models.cancel(input.runId, ctx.who)),

  runs: publicProcedure
    .input(z.object({ model: modelName.nullable().default(null), limit: listLimit }))
    .query(({ ctx, input }) => ctx.services.models.runs(input)),

  run: publicProcedure
    .input(z.object({ runId: idText }))
    .query(({ ctx, input }) => ctx.services.models.run(input.runId)),

  trials: publicProcedure
    .input(z.object({ model: modelName, runId: idText.nullable().default(null), limit: listLimit }))
    .query(({ ctx, input }) => ctx.services.models.trials(input)),
});
