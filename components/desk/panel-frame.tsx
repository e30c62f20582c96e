"use client";
import { Maximize2, Minimize2 } from "lucide-react";
import { useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { deskParams, type PanelName } from "./desk-params";

export type PanelFrameProps = {
  readonly name: PanelName;
  readonly title: ReactNode;
  /** Read by screen readers where the title is not plain text. */
  readonly label?: string;
  readonly trailing?: ReactNode;
  readonly children: ReactNode;
};

/** A panel of the desk. A double click on its header gives it the whole page, and back. */
export function PanelFrame({ name, title, label, trailing, children }: PanelFrameProps) {
  const [max, setMax] = useQueryState("max", deskParams.max);
  const isMax = max === name;
  const toggle = () => void setMax(isMax ? null : name);
  return (
    <section
      aria-label={label ?? (typeof title === "string" ? title : name)}
      data-panel={name}
      className={cn("flex h-full min-h-0 min-w-0 flex-col bg-surface-1", isMax && "absolute inset-0 z-30")}
    >
      <header
        onDoubleClick={(event) => {
          if (event.target === event.currentTarget || !isControl(event.target)) toggle();
        }}
        className="flex h-8 shrink-0 select-none items-center gap-2 border-line border-b pr-1 pl-2.5"
      >
        <h2 className="truncate font-medium text-sm">{title}</h2>
        <div className="ml-auto flex min-w-0 items-center gap-1">
          {trailing}
          <IconButton
            icon={isMax ? Minimize2 : Maximize2}
            label={isMax ? "Restore the panels" : `Maximise ${label ?? (typeof title === "string" ? title : name)}`}
            onClick={toggle}
            className="hidden size-6 md:inline-flex [&_svg]:size-3.5"
          />
        </div>
      </header>
      <div className="min-h-0 flex-1">{children}</div>
    </section>
  );
}

const isControl = (target: EventTarget) =>
  target instanceof Element && target.closest("button,a,input,select") !== null;
