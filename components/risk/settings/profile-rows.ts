/** All numbers of some settings as rows of a table, and which of them differ from the present ones. */
import { valueText } from "@/components/risk/values";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import { looserPaths } from "@/server/domain/risk/risk-looser";
import { PROFILES } from "@/server/domain/risk/risk-profiles";
import { BREAKER_KINDS, RISK_PROFILES, type RiskProfile, type RiskSettings } from "@/server/domain/risk/risk-settings";
import { VOLATILITY_REGIMES } from "@/server/domain/sizing";
import { SIZING_FIELDS } from "@/server/domain/sizing-fields";
import { RISK_KEYS, SIZING_KEYS } from "./draft";
import { BREAKER_NAMES, METHOD_NAMES, REGIME_NAMES, rearmText } from "./words";

export type SettingRow = Readonly<{ path: string; label: string; text: string }>;

/** Every number, in the order of the form; what is named of single assets and strategies is left out. */
export const settingRows = (settings: RiskSettings): readonly SettingRow[] => [
  ...RISK_KEYS.map((key) => {
    const { label, unit } = RISK_FIELDS[key];
    return { path: key, label, text: valueText(unit, settings[key]) };
  }),
  { path: "exitMethod", label: "Exits by", text: settings.exitMethod === "atr" ? "ATR" : "per cent" },
  ...BREAKER_KINDS.map((kind) => ({
    path: `rearm.${kind}`,
    label: `${BREAKER_NAMES[kind]} re-arms`,
    text: rearmText(settings.rearm[kind]),
  })),
  { path: "sizing.method", label: "Sizing", text: METHOD_NAMES[settings.sizing.method] },
  ...SIZING_KEYS.map((key) => {
    const { label, unit } = SIZING_FIELDS[key];
    return { path: `sizing.${key}`, label, text: valueText(unit, settings.sizing[key]) };
  }),
  ...VOLATILITY_REGIMES.map((regime) => ({
    path: `sizing.regimePpm.${regime}`,
    label: `Size in ${REGIME_NAMES[regime].toLowerCase()} volatility`,
    text: valueText("ppm", settings.sizing.regimePpm[regime]),
  })),
];

type ProfileCell = Readonly<{ profile: RiskProfile; text: string; side: "same" | "looser" | "other" }>;
type ProfileRow = Readonly<{ path: string; label: string; now: string; cells: readonly ProfileCell[] }>;

export function profileRows(present: RiskSettings): readonly ProfileRow[] {
  const columns = RISK_PROFILES.map((profile) => ({
    profile,
    texts: new Map(settingRows(PROFILES[profile]).map(({ path, text }) => [path, text])),
    looser: new Set(looserPaths(present, PROFILES[profile])),
  }));
  return settingRows(present).map(({ path, label, text: now }) => ({
    path,
    label,
    now,
    cells: columns.map(({ profile, texts, looser }) => {
      const text = texts.get(path) ?? "–";
      return { profile, text, side: text === now ? "same" : looser.has(path) ? "looser" : "other" };
    }),
  }));
}
