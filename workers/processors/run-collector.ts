import { startThread } from "@/workers/run-thread";
import type { Processor } from "@/workers/worker-context";

/** Collects the present source's venue in a thread. A job of an earlier source has nothing to do any more. */
export const runCollector: Processor<"collect.run"> = async ({ switchboard, source }, { venueId }, signal) => {
  const current = source();
  if (current.venueId !== venueId) return;
  const thread = startThread({ name: "collector", data: { source: current, persist: true }, signal });
  const gone = switchboard.addCollector(venueId, thread);
  try {
    await thread.ended;
  } finally {
    gone();
  }
};
