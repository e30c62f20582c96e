"use client";
import { Tooltip } from "@/components/ui/tooltip";
import type { StreamStatus } from "./stream-client";
import { useStream } from "./stream-context";
import { useLive } from "./use-live";

const stateOf = (status: StreamStatus) => status.state;

const WORDS = {
  open: "Connected: this page is live",
  connecting: "Connecting to the desk…",
  down: "No connection to the desk. What you see is old; the page reconnects by itself.",
} as const;

/** Whether this page hears the server. Shape and word say it too, not colour alone. */
export function ConnectionDot() {
  const state = useLive(useStream().status, stateOf);
  return (
    <Tooltip text={WORDS[state]}>
      <button
        type="button"
        aria-label={WORDS[state]}
        data-testid="connection"
        data-state={state}
        className="inline-flex h-7 cursor-help items-center gap-1.5 rounded-md px-1.5 text-xs"
      >
        <span
          aria-hidden
          className={
            state === "open"
              ? "size-2 rounded-full bg-up"
              : state === "connecting"
                ? "size-2 animate-breathe rounded-full border-2 border-warn"
                : "size-2 rotate-45 bg-danger"
          }
        />
        {state === "open" ? null : <span className={state === "down" ? "text-danger" : "text-warn"}>{state}</span>}
      </button>
    </Tooltip>
  );
}
