/** For how long a store that should change all the time has not. */
import { type Readable, Store } from "./topic-store";

export type SilencePorts = {
  readonly now: () => number;
  /** Calls back once a second until the returned function is called. */
  readonly everySecond: (act: () => void) => () => void;
};

const browserPorts: SilencePorts = {
  now: () => Date.now(),
  everySecond: (act) => {
    const timer = setInterval(act, 1_000);
    return () => clearInterval(timer);
  },
};

/**
 * Whole seconds since the last change once they exceed the limit; null while the store is lively.
 * Counts from the first subscription.
 */
export function silenceOf(
  store: Readable<unknown>,
  limitSeconds: number,
  ports: SilencePorts = browserPorts,
): Readable<number | null> {
  const silence = new Store<number | null>(null);
  let users = 0;
  let stop: () => void = () => undefined;

  const start = () => {
    let heardAt = ports.now();
    const look = () => {
      const seconds = Math.floor((ports.now() - heardAt) / 1_000);
      silence.set(seconds > limitSeconds ? seconds : null);
    };
    const stopListening = store.subscribe(() => {
      heardAt = ports.now();
      silence.set(null);
    });
    const stopTimer = ports.everySecond(look);
    stop = () => {
      stopListening();
      stopTimer();
    };
  };

  return {
    get: silence.get,
    subscribe: (listener) => {
      const leave = silence.subscribe(listener);
      users += 1;
      if (users === 1) start();
      return () => {
        leave();
        users -= 1;
        if (users === 0) stop();
      };
    },
  };
}
