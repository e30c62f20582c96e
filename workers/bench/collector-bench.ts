/** Collector messages a second: what one core can take, and a sustained load through a real socket. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { recordedLines } from "@/server/adapters/simulated/playback/recording-lines";
import { micros } from "@/server/domain/micros";
import { benchCollector } from "@/server/testing/collector/collector-bench";
import { runSustainedLoad } from "@/server/testing/collector/sustained-load";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";
import type { BenchRow, Say } from "./bench-row";

const SUSTAINED = { perSecond: 5_000, levels: 20 } as const;
const SERVER = pathToFileURL(path.resolve("server/testing/collector/load-server.mjs"));
const RUNS = 3;

/** @param place a raw recording; `seconds` of sustained load */
export async function benchCollecting(place: string, seconds: number, say: Say): Promise<BenchRow[]> {
  const { instruments, name } = await openRecordedMarket(place);
  const [spec] = instruments;
  if (!spec) return [];
  const lines = [];
  for await (const { atMicros, text } of recordedLines(place, () => {}))
    lines.push({ receivedAt: micros(atMicros), text });
  const handled = lines.filter(({ text }) => /"e":"(depthUpdate|trade)"/.test(text)).length;
  let best = 0;
  for (let run = 0; run < RUNS; run++) best = Math.max(best, (await benchCollector(spec, lines)).messagesPerCpuSecond);
  say(`Collector: ${best} messages/s of processor time`);
  const load = await runSustainedLoad({ ...SUSTAINED, seconds }, SERVER);
  const busy = Math.round(load.busyShare * 1_000) / 10;
  const lost = load.tradesSent - load.tradesStored + load.gaps;
  say(
    `Collector under ${SUSTAINED.perSecond} messages/s: ${busy} % of a core, ${lost} lost, longest lag ${load.lagMicrosMax} µs`,
  );
  const sustained = `${SUSTAINED.perSecond} messages/s through a socket for ${seconds} s, ${SUSTAINED.levels} levels a message`;
  return [
    {
      id: "collector.messages",
      what: "Collector, from text to rows, views and writes",
      value: best,
      unit: "messages/s",
      better: "more",
      aim: SUSTAINED.perSecond,
      data: `${name}, ${lines.length} messages, ${handled} of them books and trades`,
    },
    {
      id: "collector.busy",
      what: "Collector's thread under load",
      value: busy,
      unit: "% busy",
      better: "less",
      aim: 100,
      data: sustained,
    },
    {
      id: "collector.lost",
      what: "Trades lost and gaps under load",
      value: lost,
      unit: "",
      better: "less",
      aim: 0,
      data: sustained,
    },
  ];
}
