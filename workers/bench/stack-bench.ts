/** A whole Tapedeck on the simulated market: how soon a page answers, and what memory it holds. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { startStack } from "@/scripts/lib/stack.mjs";
import type { BenchRow, Say } from "./bench-row";

const PAGES = 20;
const WORKER_MB_MAX = 400;
const WEB_MB_MAX = 300;

/** @param seconds that it runs, with a page's stream open, before memory is read */
export async function benchStack(seconds: number, say: Say): Promise<BenchRow[]> {
  // By its place on disk and not bundled: it finds the checkout by its own place.
  const file = pathToFileURL(path.resolve("scripts/lib/stack.mjs")).href;
  const { startStack: start } = (await import(file)) as { startStack: typeof startStack };
  const startedAt = performance.now();
  const stack = await start({ source: "simulated", seed: 1 });
  try {
    const upSeconds = (performance.now() - startedAt) / 1_000;
    const times: number[] = [];
    for (let i = 0; i < PAGES; i++) times.push(await timePage(stack.webUrl));
    const stream = new AbortController();
    const listening = listen(
      `${stack.webUrl}/api/stream?topics=feed:simulated,market:simulated:BTC/USDT`,
      stream.signal,
    );
    await delay(seconds * 1_000);
    const { web, worker, market } = stack.pids();
    stream.abort();
    const bytes = await listening;
    const memory = { web: residentMb(web), worker: residentMb(worker), market: residentMb(market) };
    const median = times.toSorted((a, b) => a - b)[PAGES / 2] ?? Number.NaN;
    say(
      `Stack: up in ${upSeconds.toFixed(1)} s, page ${median.toFixed(0)} ms, ${bytes} bytes streamed, ${JSON.stringify(memory)} MB`,
    );
    const common = { better: "less", data: `simulated market, after ${seconds} s with a page's stream open` } as const;
    const page = { better: "less", data: `simulated market, ${PAGES} requests one after the other` } as const;
    return [
      {
        id: "stack.up",
        what: "Whole Tapedeck up, fresh database",
        value: round(upSeconds),
        unit: "s",
        aim: null,
        better: "less",
        data: "simulated market, seed 1",
      },
      {
        id: "page.first",
        what: "Desk page, first request",
        value: round(times[0] ?? Number.NaN),
        unit: "ms",
        aim: null,
        ...page,
      },
      { id: "page.median", what: "Desk page, median request", value: round(median), unit: "ms", aim: 1_500, ...page },
      { id: "memory.web", what: "Memory of web", value: memory.web, unit: "MB", aim: WEB_MB_MAX, ...common },
      {
        id: "memory.worker",
        what: "Memory of worker, collector and desk in it",
        value: memory.worker,
        unit: "MB",
        aim: WORKER_MB_MAX,
        ...common,
      },
      {
        id: "memory.market",
        what: "Memory of the simulated market",
        value: memory.market,
        unit: "MB",
        aim: 150,
        ...common,
      },
    ];
  } finally {
    await stack.stop();
  }
}

/** ms until the whole page is here. @throws Error when it is not a page */
async function timePage(url: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers: { accept: "text/html" } });
  const text = await response.text();
  if (!response.ok || !text.includes("</html>")) throw new Error(`${url} answered ${response.status} and no page`);
  return performance.now() - startedAt;
}

/** Reads a stream until it is told to stop. @returns bytes received */
async function listen(url: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  try {
    const response = await fetch(url, { signal });
    for await (const chunk of response.body ?? []) bytes += (chunk as Uint8Array).length;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return bytes;
}

/** Resident memory of a process, MB; NaN where there is no /proc. */
function residentMb(pid: number | null): number {
  if (pid === null || process.platform !== "linux") return Number.NaN;
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}

const round = (value: number): number => Math.round(value * 10) / 10;
