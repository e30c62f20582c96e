"use client";
import { useCommands } from "@/components/frame/command-context";
import type { SentCommand } from "@/components/frame/commands";
import { useLive } from "@/components/frame/use-live";
import { Button } from "@/components/ui/button";
import { isConditional } from "@/server/domain/order";
import { useMarket } from "./market-context";
import { mayRest } from "./ticket-draft";
import type { TicketForm } from "./ticket-form";

const FROM_TICKET: ReadonlySet<string> = new Set(["submit", "submitOco", "startParent"]);
const lastSubmit = (list: readonly SentCommand[]): SentCommand | null =>
  list.findLast((command) => FROM_TICKET.has(command.body.kind)) ?? null;

/** The button that sends, and in place what became of the last order. */
export function TicketSubmit({ form }: { readonly form: TicketForm }) {
  const { spec } = useMarket();
  const last = useLive(useCommands().list, lastSubmit);
  const verb = form.side === "buy" ? "Buy" : "Sell";
  return (
    <div className="flex flex-col gap-1">
      <Button type="submit" size="lg" tone={form.side === "buy" ? "up" : "down"} data-testid="send-order">
        {`${verb} ${spec.base} ${howOf(form)}`}
      </Button>
      {last === null ? null : <LastOrder command={last} />}
    </div>
  );
}

/** What the button would do, in its own words. */
function howOf(form: TicketForm): string {
  if (form.algo !== null) return `by ${ALGO_NAMES[form.algo]}`;
  if (form.isOco) return "target or stop";
  if (isConditional(form.type)) return form.type.replaceAll("_", "-").replace("trailing-stop", "trailing stop");
  if (form.type === "market") return form.hasExits ? "at market with exits" : "at market";
  const terms = mayRest(form) && form.postOnly ? "post-only" : form.timeInForce;
  return form.hasExits ? `limit, ${terms}, with exits` : `limit, ${terms}`;
}

const ALGO_NAMES = { twap: "TWAP", vwap: "VWAP", adaptive: "adaptive slices", iceberg: "iceberg" } as const;

function LastOrder({ command }: { readonly command: SentCommand }) {
  const isBad = command.phase === "refused" || command.phase === "failed";
  return (
    <p role="status" data-phase={command.phase} className={isBad ? "text-danger text-xs" : "text-muted text-xs"}>
      {wordsOf(command)}
    </p>
  );
}

function wordsOf({ phase, text, tookMillis }: SentCommand): string {
  switch (phase) {
    case "sending":
      return "Sending…";
    case "waiting":
      return "The desk has it; on its way to the venue…";
    case "accepted":
      return `Taken by the desk after ${tookMillis ?? "?"} ms`;
    case "refused":
      return `Refused: ${text ?? "no reason was given"}`;
    case "failed":
      return `Not sent: ${text ?? "the server did not answer"}`;
  }
}
