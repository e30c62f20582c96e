import type { JobName } from "@/server/jobs/catalog";
import type { Processor } from "@/workers/worker-context";
import { lookAtDrift } from "./look-at-drift";
import { maintainDatabase } from "./maintain-database";
import { refreshModel } from "./refresh-model";
import { runBackfillJob } from "./run-backfill";
import { runCollector } from "./run-collector";
import { runDesk } from "./run-desk";
import { runParity } from "./run-parity";
import { scoreInstruments } from "./score-instruments";
import { scoreOutcomes } from "./score-outcomes";
import { tellFactsToDesk } from "./tell-facts";
import { trainModel } from "./train-model";

/** Exhaustive: a job without a processor does not compile. */
export const processors: { readonly [N in JobName]: Processor<N> } = {
  "collect.run": runCollector,
  "desk.run": runDesk,
  "parity.run": runParity,
  "database.maintain": maintainDatabase,
  "risk.facts": tellFactsToDesk,
  "features.backfill": runBackfillJob,
  "history.fetch": runBackfillJob,
  "model.train": trainModel,
  "model.refresh": refreshModel,
  "models.drift": lookAtDrift,
  "predictions.score": scoreOutcomes,
  "inference.score": scoreInstruments,
};
