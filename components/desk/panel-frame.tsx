"use client";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import type { PanelName } from "./desk-params";
import { MaximiseButton, useMaximise } from "./maximise";

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
  const { isMax, toggle, onDoubleClick, className } = useMaximise(name);
  const words = label ?? (typeof title === "string" ? title : name);
  return (
    <section
      aria-label={words}
      data-panel={name}
      className={cn("flex h-full min-h-0 min-w-0 flex-col bg-surface-1", className)}
    >
      <header
        onDoubleClick={onDoubleClick}
        className="flex h-8 shrink-0 select-none items-center gap-2 border-line border-b pr-1 pl-2.5"
      >
        <h2 className="truncate font-medium text-sm">{title}</h2>
        <div className="ml-auto flex min-w-0 items-center gap-1">
          {trailing}
          <MaximiseButton isMax={isMax} panel={words} onToggle={toggle} />
        </div>
      </header>
      <div className="min-h-0 flex-1">{children}</div>
    </section>
  );
}
