"use client";
import { ChevronDown, CirclePause, CirclePlay, Octagon, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { HoldButton } from "@/components/ui/hold-button";
import { Popover } from "@/components/ui/popover";
import type { PersonCommand } from "@/server/domain/command";
import type { TradingState } from "@/server/domain/trading-state";
import type { DeskView } from "@/server/domain/views";
import { useCommands } from "./command-context";
import type { SentCommand } from "./commands";
import type { LiveDesk } from "./desk-context";
import { useOffer } from "./palette-actions";
import { useLive } from "./use-live";

const stateOf = (view: DeskView | null): TradingState | null => view?.tradingState ?? null;
const pausedOf = (view: DeskView | null): boolean => view?.strategiesPaused ?? false;
const causeOf = (view: DeskView | null): string => view?.stateCause ?? "";

const MEANING: Readonly<Record<TradingState, string>> = {
  ACTIVE: "Orders go out.",
  REDUCING: "Only orders that lower exposure go out.",
  HALTED: "No order goes out.",
};

/** Offers in the palette what needs no confirmation. */
function useTradingActions(): void {
  const commands = useCommands();
  useOffer(
    useMemo(() => {
      const offer = (label: string, body: PersonCommand) => ({
        id: label,
        group: "Actions",
        label,
        act: () => void commands.send(body),
      });
      return [
        offer("Pause strategies", { kind: "pause" }),
        offer("Resume trading", { kind: "resume" }),
        offer("Reduce only", { kind: "setTradingState", state: "REDUCING" }),
        offer("Halt new orders", { kind: "setTradingState", state: "HALTED" }),
        offer("Cancel all orders", { kind: "cancelAll", instrumentId: null }),
      ];
    }, [commands]),
  );
}

/** The trading state as a button, and behind it what may be done about it. */
export function TradingStateButton({ desk }: { readonly desk: LiveDesk }) {
  useTradingActions();
  const state = useLive(desk.view, stateOf);
  const paused = useLive(desk.view, pausedOf);
  const cause = useLive(desk.view, causeOf);
  const Icon = state === "HALTED" ? Octagon : state === "REDUCING" ? TriangleAlert : paused ? CirclePause : CirclePlay;
  const trigger = (
    <Button
      size="sm"
      className={TONE[state ?? "HALTED"]}
      data-testid="trading-state"
      title={cause}
      aria-label={`Trading state ${state ?? "unknown"}${paused ? ", paused" : ""}`}
    >
      <Icon aria-hidden className="size-3.5" />
      <span>{state ?? "–"}</span>
      {paused ? <span className="hidden text-warn sm:inline">· paused</span> : null}
      <ChevronDown aria-hidden className="size-3 opacity-70" />
    </Button>
  );
  return (
    <Popover trigger={trigger} label="Trading state" className="w-80">
      <div className="flex flex-col gap-3">
        <div>
          <p className="font-medium">
            {state === null ? "The state is not known yet." : `${state}: ${MEANING[state]}`}
          </p>
          <p className="text-muted text-xs">{cause}</p>
        </div>
        <StateActions state={state} paused={paused} />
        <Link href="/risk?tab=breakers" className="text-accent text-xs hover:underline">
          Its history, and why
        </Link>
      </div>
    </Popover>
  );
}

const TONE: Readonly<Record<TradingState, string>> = {
  ACTIVE: "border-up/50 text-up",
  REDUCING: "border-warn/60 text-warn",
  HALTED: "border-danger/60 text-danger",
};

function StateActions({ state, paused }: { readonly state: TradingState | null; readonly paused: boolean }) {
  const commands = useCommands();
  const isStopped = paused || state !== "ACTIVE";
  return (
    <div className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-2">
        {isStopped ? (
          <Button tone="accent" onClick={() => void commands.send({ kind: "resume" })}>
            Resume trading
          </Button>
        ) : (
          <Button
            onClick={() => void commands.send({ kind: "pause" })}
            title="Strategies stop deciding; orders by hand still go."
          >
            Pause strategies
          </Button>
        )}
        <Button
          disabled={state === "REDUCING"}
          onClick={() => void commands.send({ kind: "setTradingState", state: "REDUCING" })}
          title={MEANING.REDUCING}
        >
          Reduce only
        </Button>
        <Button
          disabled={state === "HALTED"}
          onClick={() => void commands.send({ kind: "setTradingState", state: "HALTED" })}
          title={MEANING.HALTED}
        >
          Halt
        </Button>
        <HoldButton
          label="Flatten"
          word="FLATTEN"
          consequence="Cancels every order and closes all positions at market."
          onConfirm={() => void commands.send({ kind: "flatten" })}
        />
      </div>
      <LastCommand />
    </div>
  );
}

const lastOf = (list: readonly SentCommand[]): SentCommand | null =>
  list.findLast(
    (command) => command.body.kind !== "submit" && command.body.kind !== "amend" && command.body.kind !== "cancel",
  ) ?? null;

/** What became of the last press, in place. */
function LastCommand() {
  const last = useLive(useCommands().list, lastOf);
  if (last === null) return null;
  const bad = last.phase === "refused" || last.phase === "failed";
  const took = last.tookMillis === null ? "…" : ` after ${last.tookMillis} ms`;
  return (
    <p role="status" className={bad ? "text-danger text-xs" : "text-muted text-xs"}>
      {`${last.body.kind}: ${last.phase}${took}${last.text === null ? "" : `. ${last.text}`}`}
    </p>
  );
}

/** Cancel all, flatten, halt: in reach at all times, and never by accident. */
export function KillSwitch() {
  const commands = useCommands();
  return (
    <HoldButton
      label="Kill"
      word="KILL"
      size="sm"
      consequence="Cancels every order, closes all positions at market and halts trading."
      aria-label="Kill switch"
      data-testid="kill"
      onConfirm={() => void commands.send({ kind: "kill" })}
    />
  );
}
