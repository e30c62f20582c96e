import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

export type IconButtonProps = Omit<ComponentProps<"button">, "children" | "aria-label"> & {
  readonly icon: LucideIcon;
  /** What the button does; read by screen readers and shown on hover. */
  readonly label: string;
  /** The key that does the same. */
  readonly keys?: string;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly pressed?: boolean;
};

export function IconButton({ icon: Icon, label, keys, side, pressed, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })} {...(side === undefined ? {} : { side })}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
        className={cn(
          "inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-surface-2 hover:text-text disabled:cursor-not-allowed disabled:opacity-45 aria-pressed:bg-surface-3 aria-pressed:text-text",
          className,
        )}
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </button>
    </Tooltip>
  );
}
