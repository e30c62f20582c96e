/** The report's address: the same query as the CSV exports. */
import { micros } from "@/server/domain/micros";
import { WINDOW_PRESETS, type WindowRequest } from "@/server/domain/performance-window";

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Null where the address names no window. */
export function reportRequest(query: Query): WindowRequest | null {
  const one = (name: string) => [query[name]].flat()[0] ?? "";
  const preset = WINDOW_PRESETS.find((name) => name === (one("window") || "all"));
  if (preset !== undefined) return { preset };
  if (one("window") !== "custom" || ![one("from"), one("to")].every((text) => /^\d{1,16}$/.test(text))) return null;
  const [from, to] = [Number(one("from")), Number(one("to"))];
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return null;
  return { from: micros(from), to: micros(to) };
}
