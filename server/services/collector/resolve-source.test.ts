import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { SourceInfo } from "@/server/ports/source-info";
import { resolveSource, slugOf } from "./resolve-source";

const info = (kind: SourceInfo["kind"]): SourceInfo => ({
  kind,
  label: kind === "simulated" ? "SIMULATED" : "RECORDED 2024-08-08 x10",
  session: "s1",
  speed: kind === "simulated" ? 1 : 10,
  marketAt: micros(0),
  hasEnded: false,
});

test("each source has a venue of its own and says why it is there", async () => {
  const live = await resolveSource({ kind: "live", reason: "it answered", recording: null }, () =>
    Promise.reject(new Error("a live source has no market server")),
  );
  expect(live).toMatchObject({ kind: "live", venueId: "binance", label: "LIVE Binance", reason: "it answered" });
  const simulated = await resolveSource({ kind: "simulated", reason: "no venue", recording: null }, () =>
    Promise.resolve(info("simulated")),
  );
  expect(simulated).toMatchObject({ venueId: "simulated", label: "SIMULATED", reason: "no venue", session: "s1" });
  const choice = { kind: "recorded", reason: "", recording: "/data/spot/btcusdt_20240808.gz" } as const;
  const recorded = await resolveSource(choice, () => Promise.resolve(info("recorded")));
  expect(recorded).toMatchObject({ venueId: "recorded-btcusdt-20240808", speed: 10, session: "s1" });
  expect(recorded.reason).not.toBe("");
});

test.each([
  ["/data/spot/btcusdt_20230405.dat.gz", "btcusdt-20230405"],
  ["/data/l2/binance/spot/", "spot"],
  ["C:\\data\\My Day.json", "my-day"],
  ["...", "unnamed"],
])("%s is %s in ids", (recording, slug) => {
  expect(slugOf(recording)).toBe(slug);
});
