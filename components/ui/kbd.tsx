/** Keys as printed on them: `Ctrl K` is two caps, `?` is one. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line-strong/60 bg-surface-1 px-1 font-mono text-2xs text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
