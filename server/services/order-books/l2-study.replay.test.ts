/** Recorded Binance books: order flow moves the mid and queues foresee it, by the sign and about the size of the literature. */
import path from "node:path";
import { expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { familyOf } from "@/server/learning/families";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { recordedSessions } from "@/workers/cli/recorded-sessions";
import { l2Study } from "./l2-study";

const PLACES = [
  "spot/btcusdt_20230405.dat.gz",
  "spot",
  "usdm",
  "usdm/btcusdt_20240808.gz",
  "usdm/ethusdt_20240808.gz",
  "coinm",
];

test.skipIf(!haveRecordings)(
  "imbalance and order flow have the power of the literature over 1 s, and little over 10 s",
  async () => {
    const places = PLACES.map((place) => path.join(RECORDINGS, place));
    const sessions = await recordedSessions(places, () => {});
    expect(sessions).toHaveLength(7);
    const study = await l2Study(sessions, [familyOf("logistic")], {
      runtime: onnxRuntime,
      seed: 1,
      choices: ["pressure"],
    });

    // Cont, Kukanov & Stoikov 2014, section 3: R² of 65 % on average over 50 stocks.
    for (const { name, flow } of study.sessions) {
      expect.soft(flow.correlation, name).toBeGreaterThan(0);
      expect.soft(flow.rSquared, name).toBeGreaterThan(0.35);
      expect.soft(flow.rSquared, name).toBeLessThan(0.9);
    }

    const feature = (name: string) => study.features.find((each) => each.name === name);
    // Gould & Bonart 2016: AUC of about 0.6 for small-tick and 0.7 to 0.8 for large-tick stocks.
    expect(feature("imbalance_1")).toMatchObject({ sessions: 7, positive: 7 });
    expect(feature("imbalance_1")?.shortAuc).toBeGreaterThan(0.7);
    expect(feature("imbalance_1")?.shortAuc).toBeLessThan(0.9);
    expect(feature("imbalance_1")?.auc).toBeGreaterThan(0.55);
    expect(feature("imbalance_1")?.auc).toBeLessThan(0.7);
    expect(feature("ofi_1s")).toMatchObject({ sessions: 7, positive: 7 });
    expect(feature("ofi_1s")?.shortAuc).toBeGreaterThan(0.65);
    expect(feature("ofi_10s")?.shortAuc).toBeGreaterThan(0.57);
    expect(feature("ofi_10s")?.auc).toBeGreaterThan(0.5);

    const model = (horizon: number, of: string) =>
      study.models.find((each) => each.horizon === horizon && each.of === of);
    expect(model(1, "pressure")?.auc).toBeGreaterThan(0.75);
    expect(model(1, "pressure")?.logLoss).toBeLessThan((model(1, "pressure")?.baseLogLoss ?? 0) - 0.1);
    expect(model(10, "pressure")?.auc).toBeGreaterThan(0.52);
    expect(model(10, "pressure")?.auc).toBeLessThan(0.65);
    for (const horizon of [1, 10]) expect(Math.abs((model(horizon, "control")?.auc ?? 0) - 0.5)).toBeLessThan(0.05);
  },
  120_000,
);
