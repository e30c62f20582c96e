import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import { micros } from "@/server/domain/micros";
import { ABC, testExecution, testSettings } from "@/server/testing/engine-run";
import { assumptionsOf } from "./assumptions";

const valueOf = (settings: DeskSettings, section: string, name: string) =>
  assumptionsOf(settings)
    .find(({ id }) => id === section)
    ?.items.find((item) => item.name === name)?.value;

test("every number is the desk's own", () => {
  const settings = testSettings({
    queueModel: { kind: "power", exponent: 2.5 },
    entryLatency: { minMicros: 50_000, maxMicros: 100_000, spikeShare: 0.01, spikeFactorMin: 3, spikeFactorMax: 10 },
    execution: testExecution({
      bands: { pessimistic: { kind: "riskAverse" }, optimistic: { kind: "touch" } },
      venueOrdersPer10s: 77,
      requestTimeoutMicros: 4_200_000,
      impact: {
        yPpm: 700_000,
        halfLifeMicros: 300_000_000,
        instruments: [{ instrumentId: ABC.id, sigmaDailyPpm: 31_500, volumeDailyLots: 1_000_000 }],
      },
    }),
  });
  expect(valueOf(settings, "queue", "Queue model")).toBe("power, n = 2.5");
  expect(valueOf(settings, "bands", "Pessimistic")).toBe("riskAverse");
  expect(valueOf(settings, "latency", "To the venue")).toBe("50 ms to 100 ms");
  expect(valueOf(settings, "latency", "No answer")).toBe("4.2 s");
  expect(valueOf(settings, "venue", "Venue's order rate")).toBe("77 in 10 s");
  expect(valueOf(settings, "impact", "Half-life")).toBe("5 min");
  expect(valueOf(settings, "impact", ABC.symbol)).toBe("3.15 % a day");
  expect(valueOf(settings, "fees", ABC.symbol)).toBe("0.1 % / 0.1 %");
});

test("what is off says that it is off", () => {
  const settings = testSettings();
  expect(valueOf(settings, "bands", "Bands")).toBe("off");
  expect(valueOf(settings, "impact", "Permanent impact")).toBe("off");
  expect(valueOf(settings, "venue", "Venue's order rate")).toBe("none");
  expect(assumptionsOf(settings).map(({ id }) => id)).not.toContain("margin");
});

test("a measured table takes the place of the distributions, tiers stand before the instruments' own fees", () => {
  const row = (at: number) => ({ requestAt: micros(at), exchangeAt: micros(at + 1), responseAt: micros(at + 2) });
  const settings = testSettings({
    execution: testExecution({
      latencyTable: [row(0), row(10)],
      fees: {
        tier: 0,
        tiers: [{ fromVolumeAtoms: parseAtoms("0"), makerFeePpm: 200, takerFeePpm: 500 }],
      },
    }),
  });
  expect(valueOf(settings, "latency", "Measured table")).toBe("2 rows");
  expect(valueOf(settings, "latency", "To the venue")).toBeUndefined();
  expect(valueOf(settings, "fees", "Tier 0")).toBe("0.02 % / 0.05 %");
});
