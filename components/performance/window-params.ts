/** The window of the Performance page as it stands in the address. */
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { WINDOW_PRESETS } from "@/server/domain/performance-window";
import { GROUPS } from "./window-words";

export const windowParsers = {
  window: parseAsStringLiteral([...WINDOW_PRESETS, "custom"]).withDefault("all"),
  /** UTC, to the minute: "2026-11-21T10:00". */
  from: parseAsString.withDefault(""),
  to: parseAsString.withDefault(""),
  by: parseAsStringLiteral(GROUPS).withDefault("strategy"),
};
