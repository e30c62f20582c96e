import type { ParamSpec, ParamSpecs, ParamsOf } from "@/server/strategies/params";

const number = (spec: Omit<ParamSpec, "isWhole">): ParamSpec => ({ ...spec, isWhole: false });
const whole = (spec: Omit<ParamSpec, "isWhole">): ParamSpec => ({ ...spec, isWhole: true });
const share = (label: string, value: number, explanation: string): ParamSpec =>
  number({ label, default: value, min: 0, max: 1, unit: "share", explanation });

/** Thresholds: DOMAIN.md 7. docs/strategies/model-signal.md says what the others are for. */
export const MODEL_SIGNAL_PARAMS = {
  strongBuyConfidence: share("Strong buy, confidence", 0.8, "A strong buy needs a confidence above this."),
  strongBuyProbability: share("Strong buy, P(up)", 0.7, "A strong buy needs a probability of up above this."),
  buyConfidence: share("Buy, confidence", 0.6, "A buy needs a confidence above this."),
  buyProbability: share("Buy, P(up)", 0.6, "A buy needs a probability of up above this."),
  sellConfidence: share("Sell, confidence", 0.6, "A sell needs a confidence above this."),
  sellProbability: share("Sell, P(up)", 0.4, "A sell needs a probability of up below this."),
  strongSellConfidence: share("Strong sell, confidence", 0.8, "A strong sell needs a confidence above this."),
  strongSellProbability: share("Strong sell, P(up)", 0.3, "A strong sell needs a probability of up below this."),
  strongOnly: whole({
    label: "Enter on strong signals only",
    default: 0,
    min: 0,
    max: 1,
    unit: "0 or 1",
    explanation: "1 enters on strong buys and strong sells alone; 0 on the others too. What closes needs no strength.",
  }),
  agreeingModels: whole({
    label: "Models that must agree",
    default: 0,
    min: 0,
    max: 8,
    unit: "",
    explanation: "Enters only when so many champions of other models, e.g. on other intervals, point the same way.",
  }),
  agreeingProbability: share(
    "Agreeing, probability",
    0.55,
    "Another model agrees when the direction is at least this probable to it.",
  ),
  staleBars: number({
    label: "Oldest answer",
    default: 2,
    min: 0.1,
    max: 100,
    unit: "bars",
    explanation: "An answer to a bar that ended more than so many of the model's bars ago starts nothing.",
  }),
  crossSpread: whole({
    label: "Cross the spread to enter",
    default: 0,
    min: 0,
    max: 1,
    unit: "0 or 1",
    explanation: "1 enters at market; 0 waits as a limit order at the touch and gives up when its patience is over.",
  }),
  entryPatienceSeconds: number({
    label: "Entry patience",
    default: 60,
    min: 1,
    max: 86_400,
    unit: "s",
    explanation: "What has not filled after so long is withdrawn, and this answer is not acted on again.",
  }),
  exitPatienceSeconds: number({
    label: "Exit patience",
    default: 20,
    min: 0,
    max: 3_600,
    unit: "s",
    explanation: "An exit waits as a limit order at the touch for so long, then goes to market. A stop never waits.",
  }),
  holdSeconds: number({
    label: "Longest holding",
    default: 0,
    min: 0,
    max: 30 * 86_400,
    unit: "s",
    explanation: "Leaves so long after the last answer in its direction; 0: as far as the model looks ahead.",
  }),
  stopBps: number({
    label: "Stop",
    default: 100,
    min: 1,
    max: 5_000,
    unit: "bps",
    explanation: "Leaves at market when the price to leave at is this far on the wrong side of the average entry.",
  }),
  perpetuals: whole({
    label: "Linear perpetuals too",
    default: 1,
    min: 0,
    max: 1,
    unit: "0 or 1",
    explanation: "1 trades linear perpetuals, long and short; 0 leaves them to your hand. Spot is traded long only.",
  }),
} as const satisfies ParamSpecs;

export type ModelSignalParams = ParamsOf<typeof MODEL_SIGNAL_PARAMS>;
