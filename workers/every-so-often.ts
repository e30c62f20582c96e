/**
 * Runs `work` now and again, never twice at once: the wait begins when the last run ended.
 * @returns `stop` resolves when the run under way has ended
 */
export function everySoOften(
  waitMillis: () => number,
  work: () => Promise<void>,
  onTrouble: (error: unknown) => void,
): Readonly<{ stop: () => Promise<void> }> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onTrouble(error);
    }
    if (isStopped) return;
    timer = setTimeout(() => {
      current = run();
    }, waitMillis());
  };
  let current = run();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
