"use client";
import { Maximize2, Minimize2 } from "lucide-react";
import { useQueryState } from "nuqs";
import type { MouseEvent } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { deskParams, type PanelName } from "./desk-params";

/** Whether a panel has the whole page, and the ways to give it that and take it back. */
export function useMaximise(name: PanelName) {
  const [max, setMax] = useQueryState("max", deskParams.max);
  const isMax = max === name;
  const toggle = () => void setMax(isMax ? null : name);
  return {
    isMax,
    toggle,
    /** For the panel's header; a double click on a control in it is the control's. */
    onDoubleClick: (event: MouseEvent) => {
      const isControl = event.target instanceof Element && event.target.closest("button,a,input,select") !== null;
      if (!isControl) toggle();
    },
    /** For the panel's root. */
    className: isMax ? "absolute inset-0 z-30" : undefined,
  };
}

export type MaximiseButtonProps = { readonly isMax: boolean; readonly panel: string; readonly onToggle: () => void };

export function MaximiseButton({ isMax, panel, onToggle }: MaximiseButtonProps) {
  return (
    <IconButton
      icon={isMax ? Minimize2 : Maximize2}
      label={isMax ? "Restore the panels" : `Maximise ${panel}`}
      onClick={onToggle}
      className="hidden size-6 md:inline-flex [&_svg]:size-3.5"
    />
  );
}
