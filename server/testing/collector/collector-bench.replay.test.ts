import { expect, test } from "vitest";
import { haveRecordings, readRecording, recordedSpec } from "@/server/testing/recordings/raw-binance";
import { benchCollector } from "./collector-bench";

// Guarantee: far more than the 5,000 messages a second that are asked for, by processor time, so that a busy
// machine does not fail it.
test.skipIf(!haveRecordings)("one core takes 10,000 recorded books and trades a second", async () => {
  const lines = readRecording("spot/btcusdt_20240808.gz").filter(({ text }) => !text.includes("@bookTicker"));
  const spec = recordedSpec("BTCUSDT", "0.01", "0.00001");
  await benchCollector(spec, lines);
  const { messages, rows, messagesPerCpuSecond } = await benchCollector(spec, lines);
  process.stdout.write(
    `collector: ${messagesPerCpuSecond} messages a CPU second, ${Math.round(rows / messages)} rows each\n`,
  );
  expect(rows).toBeGreaterThan(130_000);
  expect(messagesPerCpuSecond).toBeGreaterThan(10_000);
});
