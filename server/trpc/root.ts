import type { inferRouterOutputs } from "@trpc/server";
import { createCallerFactory, router } from "./init";
import { desksRouter } from "./routers/desks";
import { featuresRouter } from "./routers/features";
import { journalRouter } from "./routers/journal";
import { marketRouter } from "./routers/market";
import { modelsRouter } from "./routers/models";
import { parityRouter } from "./routers/parity";
import { performanceRouter } from "./routers/performance";
import { riskRouter } from "./routers/risk";
import { systemRouter } from "./routers/system";

export const appRouter = router({
  desks: desksRouter,
  market: marketRouter,
  journal: journalRouter,
  parity: parityRouter,
  performance: performanceRouter,
  risk: riskRouter,
  features: featuresRouter,
  models: modelsRouter,
  system: systemRouter,
});

export type AppRouter = typeof appRouter;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures in the same process, without HTTP or serialisation. */
export const createCaller = createCallerFactory(appRouter);
