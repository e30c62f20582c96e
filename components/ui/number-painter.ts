/**
 * Writes a number into an element outside React and lets the digits that changed flash.
 *
 * A live price must not render anything: whoever receives the tick calls `paintNumber`
 * and the element's text is replaced in place. Only the changed tail is wrapped, so
 * `64,212.35` to `64,212.41` flashes `41`.
 */

export type Direction = "up" | "down" | "even";

/** Where two texts begin to differ; their common length when one continues the other. */
export function changedFrom(before: string, after: string): number {
  if (before.length !== after.length) return 0;
  let i = 0;
  while (i < after.length && before[i] === after[i]) i += 1;
  return i;
}

/**
 * @param direction which way the value went; `even` when that has no meaning, and then nothing flashes
 * @returns whether anything was written
 */
export function paintNumber(element: HTMLElement, text: string, direction: Direction): boolean {
  const before = element.dataset["painted"];
  if (before === text) return false;
  element.dataset["painted"] = text;
  if (before === undefined || direction === "even") {
    element.textContent = text;
    return true;
  }
  const from = changedFrom(before, text);
  const tail = document.createElement("span");
  tail.className = `flash-${direction}`;
  tail.textContent = text.slice(from);
  element.replaceChildren(text.slice(0, from), tail);
  return true;
}
