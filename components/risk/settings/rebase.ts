/** Somebody else's version came in between: one's own changes laid over it. */
import type { Draft } from "./draft";

export type Rebased = Readonly<{
  draft: Draft;
  /** Paths that both sides changed, and not to the same. One's own stand. */
  conflicts: readonly string[];
}>;

/** @param base what one's own changes began from */
export function rebase({ base, mine, theirs }: Readonly<{ base: Draft; mine: Draft; theirs: Draft }>): Rebased {
  const draft: Record<string, string> = { ...theirs };
  const conflicts: string[] = [];
  for (const path of changedPaths(base, mine)) {
    const own = mine[path];
    if (base[path] !== theirs[path] && theirs[path] !== own) conflicts.push(path);
    if (own === undefined) delete draft[path];
    else draft[path] = own;
  }
  return { draft, conflicts };
}

export const changedPaths = (base: Draft, mine: Draft): string[] =>
  [...new Set([...Object.keys(base), ...Object.keys(mine)])].filter((path) => base[path] !== mine[path]);
