import { requestRun } from "@/server/services/models/training-desk";
import type { Processor } from "@/workers/worker-context";

export const refreshModel: Processor<"model.refresh"> = async ({ container }, { model, schedule }) => {
  const { stores, queue, bus, clock } = container;
  await requestRun({ ...stores, queue, bus, clock }, { model, cause: schedule, who: "schedule" });
};
