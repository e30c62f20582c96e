import { useCallback, useRef, useSyncExternalStore } from "react";
import type { Readable } from "./topic-store";

/**
 * A part of a live value as React state: renders when `select` yields something that is not
 * `isEqual` to what it yielded before, and at no other time.
 */
export function useLive<T, S>(
  store: Readable<T>,
  select: (value: T) => S,
  isEqual: (a: S, b: S) => boolean = Object.is,
): S {
  const last = useRef<{ readonly value: T; readonly selected: S } | null>(null);
  const read = useCallback((): S => {
    const value = store.get();
    const known = last.current;
    if (known !== null && Object.is(known.value, value)) return known.selected;
    const next = select(value);
    const selected = known !== null && isEqual(known.selected, next) ? known.selected : next;
    last.current = { value, selected };
    return selected;
  }, [store, select, isEqual]);
  return useSyncExternalStore(store.subscribe, read, read);
}
