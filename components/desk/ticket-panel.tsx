"use client";
import { useRef, useSyncExternalStore } from "react";
import { useCommands } from "@/components/frame/command-context";
import { Toggle } from "@/components/ui/toggle";
import { Island } from "./island";
import { useMarket } from "./market-context";
import { PanelFrame } from "./panel-frame";
import { SizeShortcuts } from "./size-shortcuts";
import { TicketEstimateView } from "./ticket-estimate-view";
import { PriceField, SidePicker, SizeField, TypeRow } from "./ticket-fields";
import { type TicketForm, toDraft } from "./ticket-form";
import { TicketSubmit } from "./ticket-submit";
import { useTicketKeys } from "./use-ticket-keys";

/** The order ticket: what it would do stands under it before it is sent. */
export function TicketPanel() {
  return (
    <PanelFrame name="ticket" title="Ticket">
      <Island name="ticket" className="h-full overflow-y-auto">
        <Ticket />
      </Island>
    </PanelFrame>
  );
}

function Ticket() {
  const { desk, spec, ticket, market } = useMarket();
  const form = useSyncExternalStore(ticket.subscribe, ticket.get, ticket.get);
  const commands = useCommands();
  const element = useRef<HTMLFormElement>(null);
  const change = (over: Partial<TicketForm>) => ticket.set({ ...ticket.get(), ...over });
  useTicketKeys(ticket, element);

  const send = () => {
    const book = market.get() ?? { bids: [], asks: [] };
    const result = toDraft(ticket.get(), { spec, book, equityAtoms: desk.view.get()?.equity.equityAtoms ?? null });
    if ("problem" in result) element.current?.querySelector<HTMLInputElement>(`[data-field=${result.field}]`)?.focus();
    else void commands.send({ kind: "submit", order: result.draft });
  };

  return (
    <form
      ref={element}
      aria-label="Order ticket"
      className="flex flex-col gap-2 p-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SidePicker side={form.side} onChange={(side) => change({ side })} />
      <TypeRow form={form} onChange={change} />
      {form.type === "limit" ? <PriceField form={form} onChange={change} /> : null}
      <SizeField form={form} onChange={change} />
      <SizeShortcuts form={form} onChange={change} />
      {form.type === "limit" && form.timeInForce === "GTC" ? (
        <Toggle
          label="Post-only"
          hint="Refused rather than filled at once: it only ever adds liquidity"
          checked={form.postOnly}
          onChange={(postOnly) => change({ postOnly })}
        />
      ) : null}
      <TicketSubmit form={form} />
      <TicketEstimateView form={form} />
    </form>
  );
}
