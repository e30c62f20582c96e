import { expect, test } from "vitest";
import { runSustainedLoad } from "./sustained-load";

// Guarantee: 5,000 messages a second through a real socket and ccxt lose nothing and leave no backlog.
test("takes 5,000 messages a second and stores every trade", async () => {
  const server = new URL("./load-server.mjs", import.meta.url);
  const result = await runSustainedLoad({ perSecond: 5_000, seconds: 3, levels: 20 }, server);
  const { busyShare, lagMicrosMax, catchUpSeconds } = result;
  const line = `loop busy ${(100 * busyShare).toFixed(0)} %, lag at most ${lagMicrosMax} µs`;
  process.stdout.write(`5,000 messages/s: ${line}, caught up in ${catchUpSeconds.toFixed(1)} s\n`);
  expect(result).toMatchObject({ sent: 15_000, tradesSent: 3_000, tradesStored: 3_000, gaps: 0 });
});
