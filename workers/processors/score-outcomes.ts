import { findFeatureSet } from "@/server/services/models/open-model-service";
import { scorePredictions } from "@/server/services/models/score-predictions";
import type { Processor } from "@/workers/worker-context";

export const scoreOutcomes: Processor<"predictions.score"> = async ({ container }) => {
  const { stores, clock } = container;
  await scorePredictions({ ...stores, findFeatureSet }, clock.nowMicros());
};
