/** Engine events a second on a recorded session, repeated until there are enough of them. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { BenchRow, Say } from "./bench-row";
import { CASES, type NamedCase, TEN } from "./engine-cases";
import { type EngineRun, runEngine } from "./engine-run";
import type { BenchRole } from "./latency/messages";
import { readSession, type Session } from "./repeated-blocks";

const RUNS = 2;
const INSTRUMENTS = 10;
const MEMORY_AIM_MEGABYTES = 500;
/** DESIGN: three models may cost less than two and a half times one of them. */
const BANDS_COST_AIM = 2.5;

type Input = Readonly<{ place: string; eventsMin: number; program: URL; say: Say }>;

/** @param place a raw recording; `eventsMin` how many events a run has at least */
export async function benchEngine({ place, eventsMin, program, say }: Input): Promise<BenchRow[]> {
  const session = await readSession(place);
  const perCpuSecond = new Map<string, number>();
  const rows: BenchRow[] = [];
  let rss = 0;
  const tell = (wanted: Pick<NamedCase, "id" | "what" | "aim">, run: EngineRun, where: Session): void => {
    const value = run.events / run.cpuSeconds;
    perCpuSecond.set(wanted.id, value);
    rss = Math.max(rss, run.rssMegabytes);
    const share = (value / (perCpuSecond.get("engine.book") ?? value)).toFixed(2);
    const told = `${run.events} events of ${where.name}, ${run.orders} orders, ${run.fills} fills; ${share} of book only`;
    say(`${wanted.what}: ${mega(value)} M/s of processor, ${mega(run.events / run.seconds)} M/s of the wall; ${told}`);
    const { id, what, aim } = wanted;
    rows.push({ id, what, aim, value: Math.round(value), unit: "events/s", better: "more", data: told });
  };
  for (const wanted of CASES) tell(wanted, best(session, wanted, eventsMin), session);
  const ten = await readSession(place, INSTRUMENTS);
  const named = { id: "engine.ten", what: "Engine, ten instruments, a working order in each", aim: null };
  tell(named, best(ten, { ...named, ...TEN }, eventsMin), ten);
  rows.push(bandsCost(perCpuSecond), memoryRow(rss, eventsMin), await threadsRow({ place, eventsMin, program, say }));
  return rows;
}

/** The run with the least processor time: what others on the machine did to it is no property of the engine. */
function best(session: Session, wanted: NamedCase, eventsMin: number): EngineRun {
  const runs = Array.from({ length: RUNS }, () => runEngine(session, wanted, eventsMin));
  const rssMegabytes = Math.max(...runs.map((run) => run.rssMegabytes));
  return { ...runs.reduce((a, b) => (b.cpuSeconds < a.cpuSeconds ? b : a)), rssMegabytes };
}

const bandsCost = (perCpuSecond: ReadonlyMap<string, number>): BenchRow => ({
  id: "engine.bands.cost",
  what: "Three queue models at once, against one alone",
  value:
    Math.round(((perCpuSecond.get("engine.order.log") ?? 0) / (perCpuSecond.get("engine.bands") ?? 1)) * 100) / 100,
  unit: "times",
  better: "less",
  aim: BANDS_COST_AIM,
  data: "one working order",
});

const memoryRow = (value: number, eventsMin: number): BenchRow => ({
  id: "engine.memory",
  what: "Largest resident set of all these",
  value,
  unit: "MB",
  better: "less",
  aim: MEMORY_AIM_MEGABYTES,
  data: `${eventsMin} events each`,
});

/** Instruments that do not know of one another, shared out over a thread a core. Of the wall: this is what threads are for. */
async function threadsRow({ place, eventsMin, program, say }: Input): Promise<BenchRow> {
  const threads = Math.min(availableParallelism(), INSTRUMENTS);
  const share = (i: number) => Math.floor(INSTRUMENTS / threads) + (i < INSTRUMENTS % threads ? 1 : 0);
  const runs = await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const instruments = share(i);
      return inThread(program, {
        role: "engine",
        place,
        instruments,
        eventsMin: (eventsMin * instruments) / INSTRUMENTS,
      });
    }),
  );
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const value = Math.round(events / Math.max(...runs.map(({ seconds }) => seconds)));
  const what = `The ten shared out over ${threads} threads`;
  say(`${what}: ${mega(value)} M/s of the wall`);
  const data = `${events} events, a thread a core, wall time`;
  return { id: "engine.ten.threads", what, value, unit: "events/s", better: "more", aim: null, data };
}

function inThread(program: URL, role: BenchRole): Promise<EngineRun> {
  const worker = new Worker(program, { workerData: role, name: role.role });
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

const mega = (value: number): string => (value / 1e6).toFixed(2);
