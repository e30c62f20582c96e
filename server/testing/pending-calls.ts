/**
 * Knows when everything that was asked of some stores has been answered, so that a test on a real
 * database can wait for exactly that instead of for a while.
 */
export function trackCalls<T extends object>(stores: T): Readonly<{ tracked: T; settled: () => Promise<void> }> {
  const pending = new Set<Promise<unknown>>();
  const wrap = (target: object): object =>
    Object.fromEntries(
      Object.entries(target).map(([name, member]: [string, unknown]) => {
        if (typeof member === "object" && member !== null) return [name, wrap(member)];
        if (typeof member !== "function") return [name, member];
        return [name, (...args: unknown[]): unknown => note(Reflect.apply(member, target, args))];
      }),
    );
  const note = (result: unknown): unknown => {
    if (!(result instanceof Promise)) return result;
    const answered = result.catch(() => {}).finally(() => pending.delete(answered));
    pending.add(answered);
    return result;
  };
  return {
    tracked: wrap(stores) as T,
    async settled() {
      do {
        await Promise.all(pending);
        // Whoever was answered may ask again within this turn.
        await new Promise((resolve) => setImmediate(resolve));
      } while (pending.size > 0);
    },
  };
}
