"use client";
import { Switch } from "radix-ui";
import { type ReactNode, useId } from "react";

export type ToggleProps = {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly hint?: string;
};

export function Toggle({ label, checked, onChange, disabled, hint }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2" title={hint}>
      <Switch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        {...(disabled === undefined ? {} : { disabled })}
        className="inline-flex h-4 w-7 shrink-0 items-center rounded-full border border-line-strong bg-surface-2 px-px transition-colors disabled:opacity-45 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Switch.Thumb className="size-3 rounded-full bg-muted transition-transform data-[state=checked]:translate-x-3 data-[state=checked]:bg-ink" />
      </Switch.Root>
      <label htmlFor={id} className="cursor-pointer select-none text-sm">
        {label}
      </label>
    </div>
  );
}
