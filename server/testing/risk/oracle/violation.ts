/** Names the rule, what it allows and what was seen. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** @throws Violation unless it holds */
export function must(rule: string, holds: boolean, seen: string): void {
  if (!holds) throw new Violation(`${rule}: ${seen}`);
}
