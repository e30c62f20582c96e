"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type Shortcut, Shortcuts } from "./shortcuts";

const ShortcutContext = createContext(new Shortcuts());

export const useShortcuts = (): Shortcuts => useContext(ShortcutContext);

export function ShortcutProvider({ children }: { readonly children: ReactNode }) {
  const [shortcuts] = useState(() => new Shortcuts());

  // The window's keyboard is the external system.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const took = shortcuts.press({
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        inField: isField(event.target),
        atMillis: event.timeStamp,
      });
      if (took) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [shortcuts]);

  return <ShortcutContext value={shortcuts}>{children}</ShortcutContext>;
}

/** Binds keys while the component is in the page. Pass a stable array (module scope or useMemo). */
export function useKeys(bindings: readonly Shortcut[]): void {
  const shortcuts = useShortcuts();
  // The registry outlives the component: what it bound must leave with it.
  useEffect(() => {
    const leave = bindings.map((binding) => shortcuts.register(binding));
    return () => {
      for (const unregister of leave) unregister();
    };
  }, [shortcuts, bindings]);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))
  );
}
