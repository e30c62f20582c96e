/**
 * Decision latency: from the venue's `send` on a WebSocket to the strategy's decision, through all that
 * lies between in a running worker: loopback, ccxt and its tap, mapper, books, rows, message port,
 * engine. Venue, collector and desk have a thread each, as collector and desk have in the worker.
 */
import { once } from "node:events";
import { MessageChannel, Worker } from "node:worker_threads";
import type { BenchRow, Say } from "@/workers/bench/bench-row";
import type { BenchRole, CollectorReady, DeskResults, VenueOrder, VenueReady, VenueSent } from "./messages";

const PER_SECOND = 1_000;
const WARM_UP_SECONDS = 5;
const AIM_P99_MILLIS = 5;

/** @param program the built bench, which plays the roles in threads of its own */
export async function benchLatency(program: URL, seconds: number, say: Say): Promise<BenchRow[]> {
  const threads: Worker[] = [];
  const start = (role: BenchRole): Worker => {
    const worker = new Worker(program, { workerData: role, name: role.role });
    threads.push(worker);
    return worker;
  };
  try {
    const venue = start({ role: "venue" });
    const { url } = await answer<VenueReady>(venue);
    const collector = start({ role: "collector", marketUrl: url });
    const { instruments } = await answer<CollectorReady>(collector);
    const desk = start({ role: "desk", instruments });
    await answer<string>(desk);
    const { port1, port2 } = new MessageChannel();
    desk.postMessage({ feed: port2 }, [port2]);
    collector.postMessage({ attach: port1 }, [port1]);

    const send = async (forSeconds: number): Promise<VenueSent> => {
      venue.postMessage({ perSecond: PER_SECOND, count: PER_SECOND * forSeconds } satisfies VenueOrder);
      return answer<VenueSent>(venue);
    };
    await send(WARM_UP_SECONDS);
    desk.postMessage({ ask: "forget" });
    const { sent, seconds: took } = await send(seconds);
    await settle();
    desk.postMessage({ ask: "results" });
    return rowsOf(await answer<DeskResults>(desk), { sent, took }, say);
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function rowsOf(
  { decisions, orders }: DeskResults,
  { sent, took }: { sent: number; took: number },
  say: Say,
): BenchRow[] {
  const data = `${Math.round(sent / took)} messages/s for ${Math.round(took)} s, 3 instruments, 11 levels a message`;
  const millis = (micros: number) => Math.round(micros / 10) / 100;
  say(
    `Decisions: ${decisions.count} timed, p50 ${millis(decisions.p50)} ms, p99 ${millis(decisions.p99)} ms, longest ${millis(decisions.max)} ms`,
  );
  const common = { unit: "ms", better: "less", data } as const;
  return [
    { id: "latency.p50", what: "Socket to decision, p50", value: millis(decisions.p50), aim: null, ...common },
    {
      id: "latency.p99",
      what: "Socket to decision, p99",
      value: millis(decisions.p99),
      aim: AIM_P99_MILLIS,
      ...common,
    },
    { id: "latency.order.p50", what: "Socket to order, p50", value: millis(orders.p50), aim: null, ...common },
    {
      id: "latency.order.p99",
      what: "Socket to order, p99",
      value: millis(orders.p99),
      aim: AIM_P99_MILLIS,
      ...common,
    },
  ];
}

/** The next message of a thread. @throws what the thread threw */
async function answer<T>(worker: Worker): Promise<T> {
  const [message] = (await once(worker, "message")) as [T];
  return message;
}

/** The last messages are on their way when the venue says that it has sent them. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));
