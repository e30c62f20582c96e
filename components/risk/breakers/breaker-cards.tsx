"use client";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useCommands } from "@/components/frame/command-context";
import type { SentCommand } from "@/components/frame/commands";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { rearmText } from "@/components/risk/settings/words";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { EmptyState } from "@/components/ui/states";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import type { Breaker, RiskView } from "@/server/domain/risk/risk-view";
import { breakerName } from "./breaker-lanes";

/** The server asks for as much of a reason. */
const WHY_LENGTH_MIN = 3;

/** Each breaker as it is now: open ones first, with the way to arm them. */
export function BreakerCards() {
  const view = useRiskView();
  if (view === null || view.breakers.length === 0)
    return (
      <EmptyState
        icon={ShieldCheck}
        title="No breaker is known"
        hint="Each appears here with its state and its distance once the desk runs."
      />
    );
  const open = view.breakers.filter(({ state }) => state === "open");
  const armed = view.breakers.filter(({ state }) => state !== "open");
  return (
    <div className="flex flex-col gap-3" data-testid="breakers">
      {open.length === 0 ? (
        <p className="rounded-md border border-up/40 bg-up/12 px-3 py-2 text-sm text-up">
          All breakers are armed: none stands in the way of an order.
        </p>
      ) : (
        open.map((breaker) => <OpenBreaker key={breaker.id} breaker={breaker} view={view} />)
      )}
      <ArmedBreakers breakers={armed} view={view} />
    </div>
  );
}

type CardProps = { readonly breaker: Breaker; readonly view: RiskView };

function OpenBreaker({ breaker, view }: CardProps) {
  const { desk } = useRisk();
  const { id, text, value, limit, since, rearmsAt, kind } = breaker;
  const wait = rearmsAt === null ? null : Math.max(rearmsAt - view.at, 0);
  return (
    <section
      aria-label={breakerName(breaker, desk.instruments)}
      data-breaker={id}
      data-state="open"
      className="rounded-md border border-danger/60 bg-danger/8 p-3"
    >
      <h2 className="flex items-center gap-2 font-medium text-sm">
        {breakerName(breaker, desk.instruments)}
        <Badge tone="danger">OPEN</Badge>
        <span className="num ml-auto font-normal text-sm">{`${value} · limit ${limit}`}</span>
      </h2>
      <p className="mt-1 text-sm">{text}</p>
      <p className="mt-0.5 text-muted text-xs">
        {`Open for ${toDuration(Math.max(view.at - since, 0))}, since ${toDateTime(since)} UTC. `}
        {wait === null
          ? `Arms ${rearmText(view.settings.rearm[kind])}.`
          : wait === 0
            ? "Its wait is over; it arms itself as soon as what opened it ends."
            : kind === "consecutive_losses"
              ? `Arms itself in ${toDuration(wait)}, and losses are counted from 0 then.`
              : `May arm itself in ${toDuration(wait)}, if what opened it is over by then.`}
      </p>
      <Rearm id={id} />
    </section>
  );
}

function Rearm({ id }: { readonly id: string }) {
  const commands = useCommands();
  const [why, setWhy] = useState("");
  const [sent, setSent] = useState<SentCommand | "sending" | null>(null);
  const isTold = why.trim().length >= WHY_LENGTH_MIN;
  const send = async () => {
    setSent("sending");
    setSent(await commands.send({ kind: "rearm", breaker: id, why: why.trim() }));
  };
  return (
    <form
      className="mt-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTold) void send();
      }}
    >
      <div className="flex gap-2">
        <Field label="Why" value={why} onChange={setWhy} mono={false} maxLength={500} className="min-w-0 flex-1" />
        <Button type="submit" busy={sent === "sending"} disabled={!isTold} className="h-8">
          Arm by hand
        </Button>
      </div>
      {sent === null || sent === "sending" || sent.phase === "accepted" ? null : (
        <p role="alert" className="mt-1 text-danger text-xs">
          {`${sent.phase === "refused" ? "Refused: " : ""}${sent.text ?? "The desk did not answer"}`}
        </p>
      )}
    </form>
  );
}

function ArmedBreakers({ breakers, view }: { readonly breakers: readonly Breaker[]; readonly view: RiskView }) {
  const { desk } = useRisk();
  if (breakers.length === 0) return null;
  return (
    <section aria-label="Armed" className="rounded-md border border-line bg-surface-1">
      <h2 className="border-line border-b px-3 py-1.5 font-medium text-sm">Armed</h2>
      <ul>
        {breakers.map((breaker) => (
          <li
            key={breaker.id}
            data-breaker={breaker.id}
            data-state="armed"
            className="flex items-baseline gap-3 border-line/60 border-b px-3 py-1 text-sm last:border-b-0"
            title={`Arms ${rearmText(view.settings.rearm[breaker.kind])} once it has opened`}
          >
            <span className="min-w-0 truncate">{breakerName(breaker, desk.instruments)}</span>
            <span className="num ml-auto whitespace-nowrap">
              {breaker.value}
              <span className="text-muted">{` · limit ${breaker.limit}`}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
