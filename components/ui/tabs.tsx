"use client";
import { Tabs as Radix } from "radix-ui";
import type { MouseEvent, ReactNode } from "react";
import { cn } from "./cn";

export type TabItem = {
  readonly id: string;
  readonly label: ReactNode;
  /** How many rows wait behind the tab; shown beside its name, even when zero. */
  readonly count?: number;
  readonly content: ReactNode;
};

export type TabsProps = {
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly label: string;
  readonly trailing?: ReactNode;
  readonly onBarDoubleClick?: (event: MouseEvent) => void;
  readonly className?: string;
};

/** Underlined tabs over one panel. Only the chosen panel is in the page. */
export function Tabs({ items, value, onChange, label, trailing, onBarDoubleClick, className }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={cn("flex min-h-0 min-w-0 flex-col", className)}>
      <div
        {...(onBarDoubleClick === undefined ? {} : { onDoubleClick: onBarDoubleClick })}
        className="flex h-8 shrink-0 items-stretch gap-2 border-line border-b pr-1 pl-1"
      >
        <Radix.List aria-label={label} className="flex min-w-0 items-stretch overflow-x-auto [scrollbar-width:none]">
          {items.map((item) => (
            <Radix.Trigger
              key={item.id}
              value={item.id}
              className="relative flex items-center gap-1.5 whitespace-nowrap px-2.5 text-muted text-sm transition-colors after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full hover:text-text focus-visible:-outline-offset-2 data-[state=active]:text-text data-[state=active]:after:bg-accent"
            >
              {item.label}
              {item.count === undefined ? null : (
                <span className="num rounded-sm bg-surface-2 px-1 text-2xs text-muted">{item.count}</span>
              )}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trailing === undefined ? null : <div className="ml-auto flex items-center gap-1">{trailing}</div>}
      </div>
      {items.map((item) => (
        <Radix.Content key={item.id} value={item.id} className="min-h-0 min-w-0 flex-1 focus-visible:-outline-offset-2">
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
