import { nameOf } from "@/components/desk/units";
import { type JournalDesk, specOf } from "@/components/journal/desk-of";
import { originText } from "@/components/journal/signal-view";
import type { Group } from "./window-words";

/** A group of the attribution as people name it. */
export function keyText(desk: JournalDesk, by: Group, key: string): string {
  if (by === "strategy") return originText({ origin: key });
  if (by === "instrument") return nameOf(specOf(desk, key), key);
  return by === "hour" ? `${key}:00 to ${key}:59` : key;
}
