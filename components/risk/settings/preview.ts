/** What a change of the settings would do to the desk as it stands, before it is sent. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { LimitView } from "@/server/domain/risk/limit-view";
import { violations } from "@/server/domain/risk/risk-limits";
import { looserPaths } from "@/server/domain/risk/risk-looser";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { settingsDiff } from "@/server/domain/risk/settings-diff";
import { type DiffLine, diffLines } from "./words";

export type PreviewLine = DiffLine & Readonly<{ isLooser: boolean }>;

export type Preview = Readonly<{
  lines: readonly PreviewLine[];
  /** What today's positions would violate under the new numbers, and whether they do so already. */
  violated: readonly Readonly<{ limit: LimitView; isNew: boolean }>[];
  /** Breakers that are open now: while there are any, the engine refuses what is looser. */
  openBreakers: readonly string[];
  /** Why the engine would refuse it as things stand; null when nothing speaks against it. */
  refusal: string | null;
}>;

/** @param view null while nobody hosts the desk: then nothing is known of its positions */
export function previewOf(
  { from, to }: Readonly<{ from: RiskSettings; to: RiskSettings }>,
  view: RiskView | null,
  instruments: readonly InstrumentSpec[],
): Preview {
  const looser = looserPaths(from, to);
  const isLooser = (path: string) => looser.some((one) => path === one || path.startsWith(`${one}.`));
  const lines = diffLines(settingsDiff(from, to)).map((line) => ({ ...line, isLooser: isLooser(line.path) }));
  const openBreakers = (view?.breakers ?? []).filter(({ state }) => state === "open").map(({ text }) => text);
  return {
    lines,
    violated: view === null ? [] : violatedOf({ from, to }, view, instruments),
    openBreakers,
    refusal: refusalOf(lines, openBreakers.length),
  };
}

function violatedOf(
  { from, to }: Readonly<{ from: RiskSettings; to: RiskSettings }>,
  { measures, facts }: RiskView,
  instruments: readonly InstrumentSpec[],
): Preview["violated"] {
  // Between two entries time simply has to pass: nothing of the desk is beyond that.
  const under = (settings: RiskSettings) =>
    violations({ measures, facts, settings, instruments }).filter(({ key }) => key !== "entrySpacingMicros");
  const already = new Set(under(from).map(({ id }) => id));
  return under(to).map((limit) => ({ limit, isNew: !already.has(limit.id) }));
}

function refusalOf(lines: readonly PreviewLine[], open: number): string | null {
  const looser = lines.filter((line) => line.isLooser);
  if (open === 0 || looser.length === 0) return null;
  const names = looser.map(({ label }) => label).join(", ");
  return `${open === 1 ? "A breaker is open" : `${open} breakers are open`}: what is looser is refused until ${open === 1 ? "it is" : "they are"} armed again (${names}).`;
}
