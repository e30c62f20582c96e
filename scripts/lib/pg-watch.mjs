/** Brings PostgreSQL back when it dies under us (kill -9, out of memory), on the same port. */
const lookEveryMs = 300;

/**
 * @param cluster  from startCluster
 * @param options  `say(text)`: news for people; `giveUp(error)`: it does not come back
 * @returns        a function that stops watching; it resolves when no revival is under way any more
 */
export function watchCluster(cluster, { say, giveUp }) {
  let revival = null;
  const look = () => {
    if (revival !== null || cluster.pid() !== null) return;
    say("  ! PostgreSQL is gone; it starts again");
    revival = cluster
      .revive()
      .catch(giveUp)
      .finally(() => {
        revival = null;
      });
  };
  const timer = setInterval(look, lookEveryMs);
  return async () => {
    clearInterval(timer);
    await revival;
  };
}
