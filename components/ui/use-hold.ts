import { useEffect, useRef, useState } from "react";

/** How long a button must be held, in milliseconds. The fill in globals.css takes as long. */
export const HOLD_MILLIS = 1000;

/** Runs `onDone` once `begin` was not followed by `end` for one second. */
export function useHold(onDone: () => void) {
  const [isHolding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wasHeld = useRef(false);

  // The timer is the external system: it must not fire into a component that is gone.
  useEffect(() => () => clearTimeout(timer.current), []);

  const begin = () => {
    wasHeld.current = false;
    setHolding(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      wasHeld.current = true;
      setHolding(false);
      onDone();
    }, HOLD_MILLIS);
  };
  const end = () => {
    clearTimeout(timer.current);
    setHolding(false);
  };
  return { isHolding, wasHeld, begin, end };
}
