/** How busy and how large this process or thread is. */

import { performance } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

export type ProcessMetrics = Readonly<{
  /** Of the whole process. */
  rssBytes: number;
  /** Of this thread. */
  heapBytes: number;
  /** Share of one core since the last reading: CPU time of a process, busy time of the event loop of a thread. */
  cpuShare: number;
  /** Longest time since the last reading that a due callback waited, µs. */
  eventLoopLagMicros: number;
}>;

const LAG_MILLIS = 20;

/** @returns a function that reads what happened since it was called last, and one that ends the measuring */
export function measureProcess(): Readonly<{ read: () => ProcessMetrics; stop: () => void }> {
  const lag = createLagGauge(LAG_MILLIS);
  const timer = setInterval(() => lag.beat(performance.now()), LAG_MILLIS);
  timer.unref();
  let cpu = process.cpuUsage();
  let loop = performance.eventLoopUtilization();
  let at = performance.now();

  const cpuShareSince = (): number => {
    const now = performance.now();
    const elapsedMicros = Math.max(1, (now - at) * 1_000);
    at = now;
    if (!isMainThread) {
      // Node 20 knows the CPU time of the process only; a thread's busy share is that of its loop.
      const current = performance.eventLoopUtilization();
      const share = performance.eventLoopUtilization(current, loop).utilization;
      loop = current;
      return share;
    }
    const current = process.cpuUsage();
    const used = current.user - cpu.user + (current.system - cpu.system);
    cpu = current;
    return used / elapsedMicros;
  };

  return {
    read() {
      const { rss, heapUsed } = process.memoryUsage();
      return { rssBytes: rss, heapBytes: heapUsed, cpuShare: cpuShareSince(), eventLoopLagMicros: lag.takeMicros() };
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * How late a regular beat comes. Node's own histogram forgets the interval after each reset, and
 * with it a block that begins right then.
 */
export function createLagGauge(everyMillis: number): Readonly<{
  beat: (nowMillis: number) => void;
  /** Longest lateness since the last call, µs. */
  takeMicros: () => number;
}> {
  let dueAt: number | null = null;
  let longest = 0;
  return {
    beat(nowMillis) {
      if (dueAt !== null) longest = Math.max(longest, nowMillis - dueAt);
      dueAt = nowMillis + everyMillis;
    },
    takeMicros() {
      const micros = Math.round(longest * 1_000);
      longest = 0;
      return micros;
    },
  };
}
