"use client";
import { useEffect, useRef } from "react";

/** The time in UTC, to the second; the local time on hover. Written by its own timer, never rendered. */
export function Clock() {
  const element = useRef<HTMLTimeElement>(null);

  // The wall clock is the external system; each timer is set to the next full second.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const now = new Date();
      const at = element.current;
      if (at !== null) {
        at.textContent = now.toISOString().slice(11, 19);
        at.dateTime = now.toISOString();
        at.title = `${now.toISOString()} (UTC)\n${now.toString()} (local)`;
      }
      timer = setTimeout(tick, 1000 - now.getMilliseconds());
    };
    tick();
    return () => clearTimeout(timer);
  }, []);

  return (
    <span className="hidden items-baseline gap-1 text-muted text-xs lg:flex">
      <time ref={element} className="num text-sm text-text" suppressHydrationWarning>
        --:--:--
      </time>
      UTC
    </span>
  );
}
