import { CircleAlert, CloudOff, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Skeleton } from "./skeleton";

export type EmptyStateProps = {
  readonly icon?: LucideIcon;
  /** What will appear here. */
  readonly title: string;
  /** How to make it so. */
  readonly hint?: ReactNode;
  readonly action?: ReactNode;
};

export function EmptyState({ icon: Icon, title, hint, action }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-24 flex-col items-center justify-center gap-1 px-4 py-6 text-center">
      {Icon === undefined ? null : <Icon aria-hidden className="mb-1 size-5 text-muted" strokeWidth={1.5} />}
      <p className="font-medium text-sm">{title}</p>
      {hint === undefined ? null : <p className="max-w-96 text-muted text-sm">{hint}</p>}
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  );
}

export type ErrorStateProps = {
  /** What did not work. */
  readonly title: string;
  /** Why, in the words of whoever knows. */
  readonly reason?: string;
  readonly action?: ReactNode;
};

export function ErrorState({ title, reason, action }: ErrorStateProps) {
  return (
    <div role="alert" className="flex h-full min-h-24 flex-col items-center justify-center gap-1 px-4 py-6 text-center">
      <CircleAlert aria-hidden className="mb-1 size-5 text-danger" strokeWidth={1.5} />
      <p className="font-medium text-sm">{title}</p>
      {reason === undefined ? null : <p className="max-w-120 break-words text-muted text-sm">{reason}</p>}
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  );
}

/** A strip over data that is shown but no longer fresh. */
export function StaleNote({ children }: { readonly children: ReactNode }) {
  return (
    <p
      role="status"
      className="flex items-center gap-1.5 border-warn/40 border-b bg-warn/12 px-2 py-1 text-warn text-xs"
    >
      <CloudOff aria-hidden className="size-3.5 shrink-0" />
      {children}
    </p>
  );
}

/** Rows that are on their way, in the height they will have. */
export function LoadingRows({ rows = 6, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <div role="status" className="flex flex-col gap-2 p-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={row % 3 === 0 ? "h-3.5 w-3/4" : "h-3.5 w-full"} />
      ))}
    </div>
  );
}
