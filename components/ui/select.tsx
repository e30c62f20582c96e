"use client";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn";

export type SelectOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
};

export type SelectProps<Value extends string> = {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  readonly className?: string;
};

export function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
  className,
}: SelectProps<Value>) {
  const pick = (next: string) => {
    const option = options.find((o) => o.value === next);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Radix.Root value={value} onValueChange={pick} {...(disabled === undefined ? {} : { disabled })}>
      <Radix.Trigger
        aria-label={label}
        className={cn(
          "inline-flex h-7 items-center justify-between gap-1.5 rounded-md border border-line-strong/70 bg-surface-2 px-2 text-sm transition-colors hover:bg-surface-3 disabled:opacity-45",
          className,
        )}
      >
        <Radix.Value />
        <ChevronDown aria-hidden className="size-3.5 text-muted" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="animate-in z-50 min-w-(--radix-select-trigger-width) rounded-md border border-line bg-surface-1 p-1 shadow-float"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex cursor-pointer select-none items-center gap-2 rounded-sm py-1 pr-2 pl-6 text-sm outline-none data-[highlighted]:bg-surface-3"
              >
                <Radix.ItemIndicator className="absolute left-2">
                  <Check aria-hidden className="size-3.5 text-accent" />
                </Radix.ItemIndicator>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint === undefined ? null : <span className="ml-auto text-muted text-xs">{option.hint}</span>}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
