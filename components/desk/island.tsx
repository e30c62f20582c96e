"use client";
import { type ComponentProps, useEffect, useRef } from "react";

/**
 * The root of a part that lives on the stream. It counts its renders into `data-renders`, so that a
 * browser test can hold the rule that ticks never render React.
 */
export function Island({ name, ...rest }: ComponentProps<"div"> & { readonly name: string }) {
  const element = useRef<HTMLDivElement>(null);
  const renders = useRef(0);
  // The attribute is read by tests from outside React. No dependencies: every commit counts.
  useEffect(() => {
    renders.current += 1;
    if (element.current !== null) element.current.dataset["renders"] = String(renders.current);
  });
  return <div ref={element} data-island={name} {...rest} />;
}
