import { startThread } from "@/workers/run-thread";
import type { Processor } from "@/workers/worker-context";

export const runParity: Processor<"parity.run"> = async (_context, data, signal) => {
  await startThread({ name: "parity", data, signal }).ended;
};
