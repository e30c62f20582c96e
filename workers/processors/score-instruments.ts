import { startThread } from "@/workers/run-thread";
import type { Processor } from "@/workers/worker-context";

/** In a thread of its own: months of bars and graphs are no work for this one. Without live versions there is none. */
export const scoreInstruments: Processor<"inference.score"> = async ({ container, source }, { ask }, signal) => {
  if (ask === null && (await container.stores.models.listLive()).length === 0) return;
  await startThread({ name: "score", data: { source: source(), ask }, signal }).ended;
};
