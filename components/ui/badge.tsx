import type { ReactNode } from "react";
import { cn } from "./cn";

export type BadgeTone = "plain" | "accent" | "up" | "down" | "warn" | "danger" | "ours";

const TONES: Readonly<Record<BadgeTone, string>> = {
  plain: "border-line-strong/60 text-muted",
  accent: "border-accent/50 bg-accent/12 text-accent",
  up: "border-up/50 bg-up/12 text-up",
  down: "border-down/50 bg-down/12 text-down",
  warn: "border-warn/50 bg-warn/12 text-warn",
  danger: "border-danger/50 bg-danger/12 text-danger",
  ours: "border-ours/50 bg-ours/12 text-ours",
};

export type BadgeProps = {
  readonly tone?: BadgeTone;
  readonly title?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

export function Badge({ tone = "plain", title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 font-medium text-2xs tracking-wide",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
