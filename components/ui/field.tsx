"use client";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";

export type FieldProps = Omit<ComponentProps<"input">, "size" | "onChange" | "value"> & {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** The unit of what is typed, or a control that picks it; stands right of the digits. */
  readonly unit?: ReactNode;
  /** What is wrong with the value, as a sentence. */
  readonly problem?: string | null;
  readonly hideLabel?: boolean;
  readonly mono?: boolean;
};

/** A line of text or digits with its label inside the frame and its unit at the end. */
export function Field({
  label,
  value,
  onChange,
  unit,
  problem,
  hideLabel = false,
  mono = true,
  className,
  ...rest
}: FieldProps) {
  const id = useId();
  const bad = problem !== undefined && problem !== null;
  return (
    <div className={className}>
      <div
        className={cn(
          "flex h-8 items-center rounded-md border border-line-strong/70 bg-surface-2 transition-colors focus-within:border-accent",
          bad && "border-danger focus-within:border-danger",
          rest.disabled === true && "opacity-45",
        )}
      >
        <label htmlFor={id} className={hideLabel ? "sr-only" : "shrink-0 pl-2 text-muted text-xs"}>
          {label}
        </label>
        <input
          {...rest}
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={bad || undefined}
          aria-describedby={bad ? `${id}-problem` : undefined}
          className={cn("h-full w-full min-w-0 bg-transparent px-2 outline-none", mono && "num text-right")}
        />
        {unit === undefined ? null : <span className="shrink-0 pr-2 text-muted text-xs">{unit}</span>}
      </div>
      {bad ? (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-danger text-xs">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
