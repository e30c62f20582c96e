/** A version in one honest sentence. */
import { toPercent } from "@/components/ui/number-format";
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { ModelScores } from "@/server/domain/models/scores";
import { fixed } from "./score-lines";
import { instrumentsText, labelText } from "./words";

export function headlineOf({
  label,
  instrumentIds,
  scores,
}: Pick<ModelManifest, "label" | "instrumentIds" | "scores">) {
  const what = `Foresees ${labelText(label)} of ${instrumentsText(instrumentIds)}`;
  if (scores === null) return `${what}. It was brought along without scores: nothing is known of it out of sample yet.`;
  return `${what}. ${foresight(scores)} ${trading(scores)}`;
}

function foresight({ overall }: ModelScores): string {
  const { logLoss, baseLogLoss, rows } = overall;
  const loss = `log loss ${fixed(4)(logLoss)} against ${fixed(4)(baseLogLoss)}`;
  const on = `on ${rows.toLocaleString("en").replaceAll(",", "\u202f")} rows it never saw`;
  const gain = (baseLogLoss - logLoss) / baseLogLoss;
  if (gain < 0) return `Out of sample it is worse than always saying the base rate: ${loss} ${on}.`;
  if (gain < NOTICEABLE) return `Out of sample it is no better than the base rate: ${loss} ${on}.`;
  return `Out of sample it beats the base rate by ${(gain * 100).toFixed(1)} %: ${loss} ${on}.`;
}

/** Below a thousandth of the base rate's loss nothing is claimed. */
const NOTICEABLE = 0.001;

function trading({ trading: traded, trials }: ModelScores): string {
  if (traded === null) return "It was not traded.";
  const { netReturn, trades, deflatedSharpe } = traded;
  if (trades === 0) return "Under its thresholds it made no trade.";
  const verb = netReturn > 0 ? "made" : netReturn < 0 ? "lost" : "made nothing over";
  const size = netReturn === 0 ? "" : ` ${toPercent(Math.abs(netReturn), 2).replace("+", "")} over`;
  const luck =
    deflatedSharpe === null
      ? ""
      : `; counting ${trials} trials the chance that this is skill is ${(deflatedSharpe * 100).toFixed(0)} %`;
  return `After all costs it ${verb}${size} ${trades} trades${luck}.`;
}
