/** Brings PostgreSQL back when it dies under us (kill -9, out of memory), on the same port. */
const lookEveryMs = 300;

/**
 * @param cluster  from startCluster
 * @param options  `say(text)`: news for people; `giveUp(error)`: it does not come back
 * @returns        a function that stops watching
 */
export function watchCluster(cluster, { say, giveUp }) {
  let isBusy = false;
  const look = async () => {
    if (isBusy || cluster.pid() !== null) return;
    isBusy = true;
    say("  ! PostgreSQL is gone; it starts again");
    try {
      await cluster.revive();
    } catch (error) {
      giveUp(error);
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);
}
