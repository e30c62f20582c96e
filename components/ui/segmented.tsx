"use client";
import { ToggleGroup as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export type Segment<Value extends string> = {
  readonly value: Value;
  readonly label: ReactNode;
  readonly title?: string;
};

export type SegmentedProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly segments: readonly Segment<Value>[];
  readonly onChange: (value: Value) => void;
  readonly className?: string;
};

/** One of a few, all visible. */
export function Segmented<Value extends string>({
  label,
  value,
  segments,
  onChange,
  className,
}: SegmentedProps<Value>) {
  const pick = (next: string) => {
    const segment = segments.find((s) => s.value === next);
    if (segment !== undefined) onChange(segment.value);
  };
  return (
    <Radix.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={pick}
      className={cn("inline-flex h-7 items-stretch rounded-md bg-surface-2 p-0.5", className)}
    >
      {segments.map((segment) => (
        <Radix.Item
          key={segment.value}
          value={segment.value}
          title={segment.title}
          className="flex-1 whitespace-nowrap rounded-sm px-2 text-muted text-sm transition-colors hover:text-text data-[state=on]:bg-surface-3 data-[state=on]:text-text"
        >
          {segment.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
