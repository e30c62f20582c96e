/** What of the desk stands in the address, so that a view can be kept and shared. */
import { parseAsString, parseAsStringLiteral } from "nuqs/server";

export const CHART_INTERVALS = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;
export type ChartInterval = (typeof CHART_INTERVALS)[number];

export const BLOTTER_TABS = ["positions", "working", "algos", "fills", "signals", "feed", "trades"] as const;
export type BlotterTab = (typeof BLOTTER_TABS)[number];

export const PANELS = ["chart", "ladder", "trades", "ticket", "blotter", "equity"] as const;
export type PanelName = (typeof PANELS)[number];

export const deskParams = {
  /** The venue's symbol, e.g. BTCUSDT; the desk's first instrument without it. */
  instrument: parseAsString,
  interval: parseAsStringLiteral(CHART_INTERVALS).withDefault("1m"),
  tab: parseAsStringLiteral(BLOTTER_TABS).withDefault("positions"),
  /** The panel that fills the page. */
  max: parseAsStringLiteral(PANELS),
  /** The panel that a phone shows. */
  panel: parseAsStringLiteral(PANELS).withDefault("chart"),
};
