/** How networks with hidden layers are fitted. */
import type { HyperParam } from "@/server/learning/model-family";

export const FITTING = {
  rate: {
    kind: "number",
    min: 1e-4,
    max: 1e-2,
    isLog: true,
    isWhole: false,
    default: 5e-4,
    explanation: "Greatest learning rate.",
  },
  weightDecay: {
    kind: "number",
    min: 1e-5,
    max: 1,
    isLog: true,
    isWhole: false,
    default: 0.1,
    explanation: "Pull of the weights towards zero at each step.",
  },
  dropout: {
    kind: "number",
    min: 0,
    max: 0.5,
    isLog: false,
    isWhole: false,
    default: 0.3,
    explanation: "Share of the hidden units that each training step leaves out.",
  },
  epochs: {
    kind: "number",
    min: 1,
    max: 100,
    isLog: false,
    isWhole: true,
    default: 20,
    explanation: "Most passes over the rows; it stops earlier when the validation loss no longer falls.",
  },
} as const satisfies Record<string, HyperParam>;
