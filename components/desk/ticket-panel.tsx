"use client";
import { useRef, useSyncExternalStore } from "react";
import { useCommands } from "@/components/frame/command-context";
import { Island } from "./island";
import { LeverageControl } from "./leverage-control";
import { useMarket } from "./market-context";
import { PanelFrame } from "./panel-frame";
import { sizeContextOf } from "./size-context";
import { SizeShortcuts } from "./size-shortcuts";
import { AlgoFields } from "./ticket-algo-fields";
import { toCommand } from "./ticket-command";
import { TicketEstimateView } from "./ticket-estimate-view";
import { PriceField, SidePicker, SizeField, TimeRow, TypeRow } from "./ticket-fields";
import { modeOf, type TicketForm } from "./ticket-form";
import { SizeByField, SizeReceipt } from "./ticket-size-by";
import { resize } from "./ticket-sizing";
import { StopFields } from "./ticket-stop-fields";
import { TicketSubmit } from "./ticket-submit";
import { TicketTerms } from "./ticket-terms";
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
  const market = useMarket();
  const { ticket } = market;
  const form = useSyncExternalStore(ticket.subscribe, ticket.get, ticket.get);
  const commands = useCommands();
  const element = useRef<HTMLFormElement>(null);
  const change = (over: Partial<TicketForm>) => ticket.set({ ...ticket.get(), ...over });
  const mode = modeOf(form);
  useTicketKeys(ticket, element);

  const send = () => {
    resize(market);
    const result = toCommand(ticket.get(), sizeContextOf(market));
    if ("problem" in result) element.current?.querySelector<HTMLInputElement>(`[data-field=${result.field}]`)?.focus();
    else void commands.send(result.body);
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
      <LeverageControl />
      <TypeRow form={form} onChange={change} />
      {mode === "limit" ? <PriceField form={form} onChange={change} /> : null}
      {mode === "stop" ? <StopFields form={form} onChange={change} /> : null}
      {mode === "algo" ? <AlgoFields form={form} onChange={change} /> : null}
      <SizeByField form={form} onChange={change} />
      <SizeField form={form} onChange={change} />
      <SizeShortcuts form={form} onChange={change} />
      <SizeReceipt form={form} />
      {mode === "limit" || mode === "market" ? <TimeRow form={form} onChange={change} /> : null}
      <TicketTerms form={form} onChange={change} />
      <TicketSubmit form={form} />
      <TicketEstimateView form={form} />
    </form>
  );
}
