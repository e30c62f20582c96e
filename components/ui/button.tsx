import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export type ButtonTone = "plain" | "quiet" | "accent" | "up" | "down" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const TONES: Readonly<Record<ButtonTone, string>> = {
  plain: "border border-line bg-surface-2 text-text hover:bg-surface-3 hover:border-line-strong",
  quiet: "text-muted hover:bg-surface-2 hover:text-text",
  accent: "bg-accent text-ink hover:brightness-110",
  up: "bg-up text-ink hover:brightness-110",
  down: "bg-down text-ink hover:brightness-110",
  danger: "border border-danger/60 text-danger hover:bg-danger hover:text-ink",
};

const SIZES: Readonly<Record<ButtonSize, string>> = {
  sm: "h-6 px-2 text-xs gap-1",
  md: "h-7 px-2.5 text-sm gap-1.5",
  lg: "h-9 px-3 text-base gap-2",
};

export type ButtonProps = ComponentProps<"button"> & {
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  /** Something is under way because of this button: it says so and takes no second press. */
  readonly busy?: boolean;
};

export function Button({
  tone = "plain",
  size = "md",
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cn(
        "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-45",
        TONES[tone],
        SIZES[size],
        className,
      )}
    >
      {busy ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : null}
      {children}
    </button>
  );
}
