import { cn } from "./cn";

/** The place of something that is on its way. Give it the size of what will come, so that nothing jumps. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cn("block animate-breathe rounded-sm bg-surface-2", className)} />;
}
