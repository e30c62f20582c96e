import { findFeatureSet } from "@/server/services/models/open-model-service";
import { watchDrift } from "@/server/services/models/watch-drift";
import type { Processor } from "@/workers/worker-context";

export const lookAtDrift: Processor<"models.drift"> = async ({ container }) => {
  const { stores, bus, clock } = container;
  await watchDrift({ ...stores, bus, findFeatureSet }, clock.nowMicros());
};
