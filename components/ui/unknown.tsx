import { Tooltip } from "./tooltip";

/** A number that cannot be known: a dash that says why, never a zero. */
export function Unknown({ reason }: { readonly reason: string }) {
  return (
    <Tooltip text={reason}>
      <button
        type="button"
        aria-label={`Not known: ${reason}`}
        className="cursor-help text-muted underline decoration-dotted underline-offset-4"
      >
        –
      </button>
    </Tooltip>
  );
}
