import type { ReactNode } from "react";
import { cn } from "./cn";

export type PanelProps = {
  readonly title: ReactNode;
  readonly trailing?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  readonly bodyClassName?: string;
  /** Read by screen readers where the title is not plain text. */
  readonly label?: string;
};

/** A flat surface with a one-line header. */
export function Panel({ title, trailing, children, className, bodyClassName, label }: PanelProps) {
  const name = label ?? (typeof title === "string" ? title : undefined);
  return (
    <section aria-label={name} className={cn("flex min-h-0 min-w-0 flex-col bg-surface-1", className)}>
      <header className="flex h-8 shrink-0 items-center gap-2 border-line border-b px-2.5">
        <h2 className="truncate font-medium text-sm">{title}</h2>
        {trailing === undefined ? null : <div className="ml-auto flex items-center gap-1">{trailing}</div>}
      </header>
      <div className={cn("min-h-0 flex-1", bodyClassName)}>{children}</div>
    </section>
  );
}
