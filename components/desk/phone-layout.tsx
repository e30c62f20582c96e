"use client";
import { useQueryState } from "nuqs";
import { Segmented } from "@/components/ui/segmented";
import type { DeskPanels } from "./desk-layout";
import { deskParams, type PanelName } from "./desk-params";

const NAMES: readonly { readonly value: PanelName; readonly label: string }[] = [
  { value: "chart", label: "Chart" },
  { value: "ladder", label: "Book" },
  { value: "ticket", label: "Ticket" },
  { value: "blotter", label: "Orders" },
  { value: "trades", label: "Trades" },
  { value: "equity", label: "Equity" },
];

/** The desk on a phone: one panel at a time. */
export function PhoneLayout({ panels }: { readonly panels: DeskPanels }) {
  const [panel, setPanel] = useQueryState("panel", deskParams.panel);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="shrink-0 overflow-x-auto border-line border-b p-1.5 [scrollbar-width:none]">
        <Segmented
          label="Panel"
          value={panel}
          segments={NAMES}
          onChange={(next) => void setPanel(next)}
          className="h-8 w-full"
        />
      </div>
      <div className="min-h-0 flex-1">{panels[panel]}</div>
    </div>
  );
}
