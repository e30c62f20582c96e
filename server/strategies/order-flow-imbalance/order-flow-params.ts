import type { ParamSpec, ParamSpecs, ParamsOf } from "@/server/strategies/params";

const number = (spec: Omit<ParamSpec, "isWhole">): ParamSpec => ({ ...spec, isWhole: false });

/** docs/strategies/order-flow-imbalance.md says where the defaults come from. */
export const ORDER_FLOW_PARAMS = {
  fastFlowMin: number({
    label: "Order flow, 1 s",
    default: 1,
    min: 0.05,
    max: 50,
    unit: "touch depths",
    explanation:
      "Enters only when the order-flow imbalance of the last second is at least this many average touch sizes.",
  }),
  slowFlowMin: number({
    label: "Order flow, 10 s",
    default: 2,
    min: 0.05,
    max: 50,
    unit: "touch depths",
    explanation:
      "Enters only when the order-flow imbalance of the last ten seconds is at least this many average touch sizes.",
  }),
  imbalanceMin: number({
    label: "Book imbalance",
    default: 0.2,
    min: 0.05,
    max: 0.99,
    unit: "of ±1",
    explanation: "Enters only when the first five levels lean to the bid by at least this much (0 even, 1 bids only).",
  }),
  spreadMaxBps: number({
    label: "Widest spread",
    default: 3,
    min: 0.01,
    max: 100,
    unit: "bps",
    explanation: "No entry while the spread is wider.",
  }),
  keepShare: number({
    label: "Patience with a fading signal",
    default: 0.25,
    min: 0,
    max: 1,
    unit: "share",
    explanation: "A working entry is withdrawn when the 10 s order flow falls below this share of its threshold.",
  }),
  withdrawImbalance: number({
    label: "Book against us",
    default: -0.6,
    min: -1,
    max: 0.99,
    unit: "of ±1",
    explanation:
      "A working entry is withdrawn when the first five levels lean to the ask further than this; a bid at the " +
      "touch fills because somebody sells, so a bid that fears every seller never fills.",
  }),
  exitFlow: number({
    label: "Exit order flow, 10 s",
    default: 0,
    min: -50,
    max: 50,
    unit: "touch depths",
    explanation: "What is held is sold once the order-flow imbalance of ten seconds is at or below this.",
  }),
  entryPatienceSeconds: number({
    label: "Entry patience",
    default: 10,
    min: 1,
    max: 600,
    unit: "s",
    explanation: "An entry that has not filled after so long is withdrawn, re-quotes included.",
  }),
  exitPatienceSeconds: number({
    label: "Exit patience",
    default: 6,
    min: 0,
    max: 600,
    unit: "s",
    explanation: "An exit waits as a limit order at the ask for so long, then crosses the spread.",
  }),
  requoteSeconds: number({
    label: "Re-quote interval",
    default: 1,
    min: 0.1,
    max: 60,
    unit: "s",
    explanation: "An order that the touch has left behind is moved at most this often.",
  }),
  requotesMax: {
    label: "Re-quotes of an entry",
    default: 4,
    min: 0,
    max: 100,
    unit: "",
    isWhole: true,
    explanation: "After so many moves the entry is given up: chasing a price is not the plan.",
  },
  stopBps: number({
    label: "Stop",
    default: 15,
    min: 1,
    max: 1000,
    unit: "bps",
    explanation: "Sells at market when the best bid is this far below the average entry price.",
  }),
  maxHoldingSeconds: number({
    label: "Longest holding",
    default: 60,
    min: 1,
    max: 86_400,
    unit: "s",
    explanation: "What is still held after so long is sold like on a faded signal.",
  }),
  entrySpacingSeconds: number({
    label: "Entry spacing",
    default: 20,
    min: 0,
    max: 3600,
    unit: "s",
    explanation: "Shortest time from one entry's first order to the next entry on the same instrument.",
  }),
  perpetuals: {
    label: "Linear perpetuals too",
    default: 0,
    min: 0,
    max: 1,
    unit: "0 or 1",
    isWhole: true,
    explanation: "1 trades linear perpetuals as it trades spot, long only; 0 leaves them to your hand.",
  },
} as const satisfies ParamSpecs;

export type OrderFlowParams = ParamsOf<typeof ORDER_FLOW_PARAMS>;
