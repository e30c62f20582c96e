import { type RefObject, useEffect } from "react";
import { useShortcuts } from "@/components/frame/shortcut-context";
import type { Store } from "@/components/frame/topic-store";
import type { Side } from "@/server/domain/order";
import type { TicketForm } from "./ticket-form";

const GROUP = "Desk";

/** B and S choose the side and put the caret into the size; Esc leaves the form. */
export function useTicketKeys(ticket: Store<TicketForm>, element: RefObject<HTMLFormElement | null>): void {
  const shortcuts = useShortcuts();

  // The registry of keys outlives the form: what it bound leaves with it.
  useEffect(() => {
    const open = (side: Side) => {
      ticket.set({ ...ticket.get(), side });
      const size = element.current?.querySelector<HTMLInputElement>("[data-field=size]");
      size?.focus();
      size?.select();
    };
    const leave = () => {
      const focused = document.activeElement;
      if (!(focused instanceof HTMLElement) || element.current?.contains(focused) !== true) return false;
      focused.blur();
      return true;
    };
    const bound = [
      shortcuts.register({ keys: "b", label: "Buy ticket", group: GROUP, act: () => open("buy") }),
      shortcuts.register({ keys: "s", label: "Sell ticket", group: GROUP, act: () => open("sell") }),
      shortcuts.register({
        keys: "Escape",
        label: "Leave the ticket, or restore the panels",
        group: GROUP,
        inFields: true,
        act: leave,
      }),
    ];
    return () => {
      for (const unregister of bound) unregister();
    };
  }, [shortcuts, ticket, element]);
}
