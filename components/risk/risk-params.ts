/** What of the risk page stands in the address. */
import { parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const RISK_TABS = ["limits", "exposure", "tail", "whatif", "breakers", "settings", "versions"] as const;
export type RiskTab = (typeof RISK_TABS)[number];

export const TAIL_HORIZONS = ["1h", "1d"] as const;

export const riskParams = {
  tab: parseAsStringLiteral(RISK_TABS),
  /** The setting to show: the journal's refusals and the limits lead there. */
  setting: parseAsString,
  /** The version whose numbers are shown. */
  version: parseAsInteger,
  /** What-if: `all:-30`, or `BTCUSDT:-20,ETHUSDT:5`, per cent. */
  shock: parseAsString.withDefault(""),
  /** Of VaR. */
  horizon: parseAsStringLiteral(TAIL_HORIZONS).withDefault("1d"),
};

type Wanted = Readonly<{ tab: RiskTab | null; setting: string | null; version: number | null }>;

/** A setting or a version that the address names says where to look. */
export function tabOf({ tab, setting, version }: Wanted): RiskTab {
  if (tab !== null) return tab;
  if (setting !== null) return "settings";
  return version === null ? "limits" : "versions";
}

export const settingHref = (path: string): string => `/risk?setting=${encodeURIComponent(path)}`;
