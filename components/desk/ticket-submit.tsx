"use client";
import { useCommands } from "@/components/frame/command-context";
import type { SentCommand } from "@/components/frame/commands";
import { useLive } from "@/components/frame/use-live";
import { Button } from "@/components/ui/button";
import { useMarket } from "./market-context";
import type { TicketForm } from "./ticket-form";

const lastSubmit = (list: readonly SentCommand[]): SentCommand | null =>
  list.findLast((command) => command.body.kind === "submit") ?? null;

/** The button that sends, and in place what became of the last order. */
export function TicketSubmit({ form }: { readonly form: TicketForm }) {
  const { spec } = useMarket();
  const last = useLive(useCommands().list, lastSubmit);
  const verb = form.side === "buy" ? "Buy" : "Sell";
  const how =
    form.type === "market"
      ? "at market"
      : form.timeInForce === "GTC" && form.postOnly
        ? "limit, post-only"
        : `limit, ${form.timeInForce}`;
  return (
    <div className="flex flex-col gap-1">
      <Button type="submit" size="lg" tone={form.side === "buy" ? "up" : "down"} data-testid="send-order">
        {`${verb} ${spec.base} ${how}`}
      </Button>
      {last === null ? null : <LastOrder command={last} />}
    </div>
  );
}

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
