/** Time of the wall, and ends that lead nowhere: bus and log are not what is measured. */
import { micros } from "@/server/domain/micros";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { HostLog } from "@/server/services/desks/host-log";

export const benchClock: Clock = {
  nowMicros: () => micros(Math.round((performance.timeOrigin + performance.now()) * 1_000)),
  every(millis, callback) {
    const timer = setInterval(callback, millis);
    return () => clearInterval(timer);
  },
};

export const noBus: Bus = {
  publish: () => Promise.resolve(),
  subscribe: () => Promise.resolve(() => {}),
  close: () => Promise.resolve(),
};

export const noLog: HostLog = { info: () => {}, warn: () => {} };
