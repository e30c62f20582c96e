export type Spent = Readonly<{ seconds: number; cpuSeconds: number }>;

/**
 * Wall time, and processor time of the whole process (garbage collection's threads too), which other
 * programs on the machine do not lengthen.
 */
export function watchCpu(): () => Spent {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return () => {
    const used = process.cpuUsage(before);
    return { seconds: (performance.now() - startedAt) / 1_000, cpuSeconds: (used.user + used.system) / 1e6 };
  };
}
