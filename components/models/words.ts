/** Models in words: states, families, labels, gates, stages. Said once, here. */
import type { BadgeTone } from "@/components/ui/badge";
import { toDuration } from "@/components/ui/time-format";
import type { DriftLevel } from "@/server/domain/models/drift";
import type { LabelSpec } from "@/server/domain/models/label";
import type { ModelEvent, VersionState } from "@/server/domain/models/model-version";
import type { Gates } from "@/server/domain/models/recipe";
import type { RunStage, RunState } from "@/server/domain/models/training-run";

export const STATE_TONES: Readonly<Record<VersionState, BadgeTone>> = {
  candidate: "plain",
  shadow: "ours",
  champion: "accent",
  retired: "plain",
};

export const STATE_MEANING: Readonly<Record<VersionState, string>> = {
  candidate: "Trained and checked; it predicts nothing yet.",
  shadow: "It predicts beside the champion and is scored; nothing trades on it.",
  champion: "Strategies trade on its predictions.",
  retired: "It predicts no more; it can be brought back by a roll-back.",
};

export const RUN_TONES: Readonly<Record<RunState, BadgeTone>> = {
  queued: "plain",
  running: "accent",
  done: "up",
  failed: "danger",
  cancelled: "warn",
};

export const DRIFT_TONES: Readonly<Record<DriftLevel, BadgeTone>> = {
  ok: "up",
  watch: "warn",
  alarm: "danger",
  unknown: "plain",
};

export const DRIFT_WORDS: Readonly<Record<DriftLevel, string>> = {
  ok: "no drift",
  watch: "drifting",
  alarm: "drifted",
  unknown: "drift unknown",
};

export const STAGE_NAMES: Readonly<Record<RunStage, string>> = {
  data: "Data",
  search: "Search",
  folds: "Folds",
  backtest: "Backtest",
  final: "Final fit",
  checks: "Checks",
  gates: "Gates",
};

export const STAGE_MEANING: Readonly<Record<RunStage, string>> = {
  data: "Reads candles up to the quarantine and makes features and labels.",
  search: "Tries parameters of each family on the earliest folds.",
  folds: "Fits each family on every walk and scores it on days it never saw.",
  backtest: "Trades the out-of-sample predictions through the engine, costs included.",
  final: "Fits once more on the newest window: this is the file that will be served.",
  checks: "Runs the ONNX file against the fit, and measures how fast it answers.",
  gates: "Holds the candidate against the champion.",
};

export const GATE_NAMES: Readonly<Record<keyof Gates, string>> = {
  betterDeflatedSharpe: "Deflated Sharpe above the champion's",
  betterLogLoss: "Log loss below the champion's",
  tradesMin: "Enough trades",
  profitFactorMin: "Profit factor",
  calibrationErrorMax: "Calibration error",
  drawdownMax: "Drawdown",
  latencyMillisMax: "Latency",
};

export const EVENT_WORDS: Readonly<Record<ModelEvent["kind"], string>> = {
  created: "Created",
  shadowed: "Put in shadow",
  promoted: "Promoted",
  "rolled-back": "Rolled back",
  retired: "Retired",
  refused: "Refused",
  edited: "Edited",
};

const FAMILIES: Readonly<Record<string, string>> = {
  logistic: "Logistic regression",
  mlp: "Neural network (MLP)",
  tcn: "Temporal convolutions (TCN)",
  "gbdt-leaf": "Boosted trees, leaf-wise",
  "gbdt-level": "Boosted trees, level-wise",
  "gbdt-symmetric": "Boosted trees, symmetric",
  forest: "Random forest",
  stack: "Stack of families",
  blend: "Blend of families",
};

export const familyName = (family: string): string => FAMILIES[family] ?? family;

/** `direction over 15 min`. */
export function labelText(label: LabelSpec): string {
  const span = toDuration(label.horizonMicros);
  switch (label.kind) {
    case "direction":
      return `the direction over ${span} (up, down or flat)`;
    case "sign":
      return `up or down over ${span}`;
    case "triple-barrier":
      return `what is touched first within ${span} (${label.widthSigma} sigma up, down, or neither)`;
  }
}

/** `simulated:BTC/USDT` without its venue. */
export const instrumentName = (id: string): string => id.slice(id.indexOf(":") + 1);

/** `BTC/USDT, ETH/USDT and 3 more`. */
export function instrumentsText(ids: readonly string[], shown = 3): string {
  const names = ids.map(instrumentName);
  const rest = names.length - shown;
  return rest > 0 ? `${names.slice(0, shown).join(", ")} and ${rest} more` : names.join(", ");
}

export const versionHref = (model: string, version: number): string =>
  `/models/${encodeURIComponent(model)}/${version}`;
export const modelHref = (model: string): string => `/models/${encodeURIComponent(model)}`;
export const runHref = (model: string, run: string): string =>
  `/models/${encodeURIComponent(model)}/runs/${encodeURIComponent(run)}`;
