import type { Processor } from "@/workers/worker-context";

export const maintainDatabase: Processor<"database.maintain"> = ({ container }) =>
  container.stores.system.maintain(container.clock.nowMicros());
