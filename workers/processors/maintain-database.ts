import { sweepTapes } from "@/server/services/tapes/keep-tapes";
import type { Processor } from "@/workers/worker-context";

export const maintainDatabase: Processor<"database.maintain"> = async ({ container }) => {
  const { stores, tapes, clock } = container;
  await stores.system.maintain(clock.nowMicros());
  await sweepTapes({ tapes, index: stores.tapeIndex }, clock.nowMicros());
};
