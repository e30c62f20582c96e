"use client";
/** The trading state: what it is, who or what made it so, and the way to another with its reason. */
import { useState } from "react";
import { useCommands } from "@/components/frame/command-context";
import type { SentCommand } from "@/components/frame/commands";
import { useLive } from "@/components/frame/use-live";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import type { PersonCommand } from "@/server/domain/command";
import { TRADING_STATES, type TradingState } from "@/server/domain/trading-state";
import type { DeskView } from "@/server/domain/views";

export const STATE_TONES: Readonly<Record<TradingState, BadgeTone>> = {
  ACTIVE: "up",
  REDUCING: "warn",
  HALTED: "danger",
};

const MEANING: Readonly<Record<TradingState, string>> = {
  ACTIVE: "Orders go out.",
  REDUCING: "Only orders that lower exposure go out.",
  HALTED: "No order goes out.",
};

const pausedOf = (view: DeskView | null): boolean => view?.strategiesPaused ?? false;
const SEGMENTS = TRADING_STATES.map((value) => ({ value, label: value, title: MEANING[value] }));

export function StateCard() {
  const { desk } = useRisk();
  const view = useRiskView();
  const isPaused = useLive(desk.view, pausedOf);
  if (view === null) return null;
  const { tradingState, handState, stateCause } = view;
  return (
    <section aria-label="State" data-testid="state-card" className="rounded-md border border-line bg-surface-1 p-3">
      <div className="flex items-center gap-2">
        <Badge tone={STATE_TONES[tradingState]} className="h-6 px-2 text-xs">
          {tradingState}
        </Badge>
        <span className="text-sm">{MEANING[tradingState]}</span>
      </div>
      <p className="mt-1.5 text-muted text-xs">{stateCause}</p>
      {tradingState === handState ? null : (
        <p className="mt-1 text-warn text-xs">
          {`By hand it is ${handState}; an open breaker asks for ${tradingState}, and the stricter counts.`}
        </p>
      )}
      {isPaused ? <p className="mt-1 text-warn text-xs">Strategies are paused.</p> : null}
      <ChangeState key={handState} handState={handState} isPaused={isPaused} />
    </section>
  );
}

type ChangeProps = { readonly handState: TradingState; readonly isPaused: boolean };

function ChangeState({ handState, isPaused }: ChangeProps) {
  const commands = useCommands();
  const [wanted, setWanted] = useState(handState);
  const [why, setWhy] = useState("");
  const [sent, setSent] = useState<SentCommand | "sending" | null>(null);
  const send = async (body: PersonCommand) => {
    setSent("sending");
    setSent(await commands.send(body));
  };
  const isSending = sent === "sending";
  return (
    <form
      className="mt-3 flex flex-col gap-2 border-line border-t pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== handState) void send({ kind: "setTradingState", state: wanted, why: why.trim() });
      }}
    >
      <Segmented
        label="Trading state by hand"
        value={wanted}
        segments={SEGMENTS}
        onChange={setWanted}
        className="w-full"
      />
      {wanted === handState ? null : (
        <div className="flex gap-2">
          <Field label="Why" value={why} onChange={setWhy} mono={false} maxLength={500} className="min-w-0 flex-1" />
          <Button type="submit" tone="accent" busy={isSending} className="h-8">
            {`Set ${wanted}`}
          </Button>
        </div>
      )}
      {isPaused ? (
        <Button busy={isSending} onClick={() => void send({ kind: "resume" })}>
          Resume strategies and trading
        </Button>
      ) : null}
      {sent === null || isSending || sent.phase === "accepted" ? null : (
        <p role="alert" className="text-danger text-xs">
          {`${sent.phase === "refused" ? "Refused: " : ""}${sent.text ?? "The desk did not answer"}`}
        </p>
      )}
    </form>
  );
}
