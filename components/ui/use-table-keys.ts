import { type KeyboardEvent, useState } from "react";

export type TableKeysOptions = {
  readonly count: number;
  readonly onMove: (index: number) => void;
  readonly onOpen: (index: number) => void;
  readonly onRemove: (index: number) => void;
};

export type TableKeys = {
  /** Chosen row in the order shown; null until a key chose one. */
  readonly selected: number | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

/** J and K (or the arrows) move, Home and End jump, Enter opens, Delete removes. */
export function useTableKeys({ count, onMove, onOpen, onRemove }: TableKeysOptions): TableKeys {
  const [chosen, setChosen] = useState<number | null>(null);
  const selected = chosen === null || count === 0 ? null : Math.min(chosen, count - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target, event.currentTarget)) return;
    const next = step(event.key, selected, count);
    if (next !== null) {
      setChosen(next);
      onMove(next);
    } else if (event.key === "Enter" && selected !== null) onOpen(selected);
    else if ((event.key === "Delete" || event.key === "Backspace") && selected !== null) onRemove(selected);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { selected, onKeyDown };
}

/** The row that a key leads to; null when the key does not move. */
export function step(key: string, selected: number | null, count: number): number | null {
  if (count === 0) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "j" || key === "ArrowDown") return selected === null ? 0 : Math.min(count - 1, selected + 1);
  if (key === "k" || key === "ArrowUp") return selected === null ? count - 1 : Math.max(0, selected - 1);
  return null;
}

/** A button or a field inside the row keeps its own keys. */
function isControl(target: EventTarget, table: EventTarget): boolean {
  return target !== table && target instanceof HTMLElement && target.closest("button,input,select,textarea,a") !== null;
}
