import http from "node:http";
import { expect, test } from "vitest";
import { freePort } from "./ports.mjs";
import { probeVenue, readSourceSettings, resolveSource } from "./source.mjs";

/** Probes a server that answers with `status`, or never when it is null. */
async function probe(status) {
  const server = http.createServer((_request, response) => {
    if (status !== null) response.writeHead(status).end("{}");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await probeVenue(`http://127.0.0.1:${server.address().port}`, status === null ? 50 : 5_000);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a venue that answers is live", async () => {
  expect(await probe(200)).toBeNull();
});

test("a venue that refuses, is silent or is not there gives a simulated market and the reason", async () => {
  expect(await probe(451)).toBe("Binance refused this address (HTTP 451), so this is a simulated market");
  const unreachable = "no venue could be reached, so this is a simulated market";
  expect(await probe(null)).toBe(unreachable);
  expect(await probeVenue(`http://127.0.0.1:${await freePort()}`)).toBe(unreachable);
});

test.each([
  ["auto", null, { source: "live", reason: "Binance answers, so this is the live market" }],
  ["auto", "nothing there", { source: "simulated", reason: "nothing there" }],
  ["live", "nothing there", { source: "live", reason: "chosen by TAPEDECK_SOURCE=live" }],
  ["simulated", null, { source: "simulated", reason: "chosen by TAPEDECK_SOURCE=simulated" }],
])("%s, when the venue's silence is %j", (wanted, probed, expected) => {
  const settings = readSourceSettings({ TAPEDECK_SOURCE: wanted });
  expect(resolveSource(settings, probed)).toEqual({ ...expected, speed: 1, recording: null });
});

test("a recording is named with its speed", () => {
  const env = { TAPEDECK_SOURCE: "recorded", TAPEDECK_RECORDING: import.meta.filename, TAPEDECK_SPEED: "10" };
  const resolved = resolveSource(readSourceSettings(env), null);
  expect(resolved).toMatchObject({ source: "recorded", speed: 10, recording: import.meta.filename });
  expect(resolved.reason).toBe("playing the recording source.test.mjs at 10x");
});
