"use client";
import { useMemo, useState, useSyncExternalStore } from "react";
import { Dialog } from "@/components/ui/dialog";
import { groupBy } from "@/components/ui/group-by";
import { Kbd } from "@/components/ui/kbd";
import { useKeys, useShortcuts } from "./shortcut-context";
import type { Shortcut } from "./shortcuts";

/** Keys that work inside parts and are not bound to the window. */
const LOCAL_KEYS: readonly Omit<Shortcut, "act">[] = [
  { keys: "j k", label: "Down and up in the table that has the focus", group: "Tables" },
  { keys: "Enter", label: "Open the chosen row", group: "Tables" },
  { keys: "Delete", label: "Cancel the chosen order", group: "Tables" },
  { keys: "↑ ↓ Enter", label: "Choose a price in the ladder", group: "Desk" },
];

const NO_KEYS: readonly Shortcut[] = [];

/** `?`: every key that works on this page. */
export function KeysOverlay() {
  const [open, setOpen] = useState(false);
  const shortcuts = useShortcuts();
  useKeys(useMemo(() => [{ keys: "?", label: "Show these keys", group: "General", act: () => setOpen(true) }], []));
  const bound = useSyncExternalStore(shortcuts.subscribe, shortcuts.list, () => NO_KEYS);
  const groups = groupBy(distinct([...bound, ...LOCAL_KEYS]), (key) => key.group);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys" className="w-[min(720px,calc(100vw-24px))]">
      <div className="grid gap-6 sm:grid-cols-2">
        {groups.map(([group, keys]) => (
          <section key={group}>
            <h3 className="mb-1.5 font-medium text-muted text-xs">{group}</h3>
            <dl className="flex flex-col gap-1">
              {keys.map((key) => (
                <div key={key.keys + key.label} className="flex items-center justify-between gap-3 text-sm">
                  <dt>{key.label}</dt>
                  <dd>
                    <Kbd keys={printed(key.keys)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function distinct<T extends { readonly keys: string; readonly label: string }>(keys: readonly T[]): readonly T[] {
  return [...new Map(keys.map((key) => [`${key.keys} ${key.label}`, key])).values()];
}

const printed = (keys: string) =>
  keys
    .replaceAll("ctrl+", "Ctrl ")
    .replaceAll("Escape", "Esc")
    .replaceAll(/\b[a-z]\b/g, (letter) => letter.toUpperCase());
