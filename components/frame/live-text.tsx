"use client";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { type Direction, paintNumber } from "@/components/ui/number-painter";
import type { Readable } from "./topic-store";

/** What a live value looks like: its text, and a number to tell up from down. */
export type Painted = {
  readonly text: string;
  readonly order?: number | bigint | null;
  readonly tone?: "up" | "down" | "plain";
};

export type LiveTextProps<T> = Omit<ComponentProps<"span">, "children"> & {
  readonly store: Readable<T>;
  /** Must be stable (module scope or useCallback): it is the effect's dependency. */
  readonly paint: (value: T) => Painted;
};

/** A number that follows a store without rendering: the changed digits are written into the page and flash. */
export function LiveText<T>({ store, paint, ...rest }: LiveTextProps<T>) {
  const element = useRef<HTMLSpanElement>(null);
  // React writes the first text and never again; from then on the element belongs to the effect.
  const [first] = useState(() => paint(store.get()));

  // The store is the external system: its ticks go to the element, not through React.
  useEffect(() => {
    let before: number | bigint | null = null;
    delete element.current?.dataset["painted"];
    const draw = () => {
      if (element.current === null) return;
      const { text, order = null, tone } = paint(store.get());
      paintNumber(element.current, text, directionOf(before, order));
      if (tone !== undefined) element.current.dataset["tone"] = tone;
      before = order;
    };
    draw();
    return store.subscribe(draw);
  }, [store, paint]);

  return (
    <span ref={element} data-tone={first.tone} suppressHydrationWarning {...rest}>
      {first.text}
    </span>
  );
}

function directionOf(before: number | bigint | null, after: number | bigint | null): Direction {
  if (before === null || after === null || before === after) return "even";
  return after > before ? "up" : "down";
}
