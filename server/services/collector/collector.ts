/**
 * Collects one venue's market: raw messages to rows for the desks, to views for the browser and to the
 * database, with the holes known (docs/collection.md). A collector that does not persist only feeds desks.
 *
 * What comes from the socket is handled before anything else is done with it: rows leave at the end of the
 * turn in which their messages arrived, views and writes follow by timers.
 */
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import type { FeedView } from "@/server/domain/views";
import type { CollectorDeps } from "./collector-deps";
import { CollectorRun } from "./collector-run";
import { untilItWorks } from "./wait";

export type Collector = Readonly<{
  /** Resolves when the first connection stands; tries until then, or until it is stopped. */
  start: () => Promise<void>;
  /** Writes what waits and closes the connection. */
  stop: () => Promise<void>;
  instruments: () => readonly InstrumentSpec[];
  /** All whole books as snapshot rows, for a desk that joins now; what came before was handed out. */
  books: () => MarketBlock;
  status: () => FeedView | null;
  /** The recording is over: silence is no fault then. */
  setEnded: (hasEnded: boolean) => void;
}>;

export function createCollector(deps: CollectorDeps): Collector {
  const stopping = new AbortController();
  let run: CollectorRun | null = null;

  const onTrouble = (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    deps.log.warn({ venueId: deps.source.venueId, error: text }, "The instruments are not known yet");
  };
  const retrying = { clock: deps.wallClock, signal: stopping.signal, onTrouble };

  const findInstruments = async (): Promise<readonly InstrumentSpec[]> => {
    const found = await deps.connection.listInstruments(deps.symbols);
    if (found.length === 0) {
      throw new AppError("not_found", `${deps.source.label} has none of ${deps.symbols.join(", ")}`);
    }
    return deps.instruments.saveInstruments(found);
  };

  return {
    async start() {
      const specs = await untilItWorks(retrying, findInstruments);
      if (specs === null) return;
      run = new CollectorRun({ ...deps, specs, signal: stopping.signal });
      await run.start();
    },
    async stop() {
      stopping.abort();
      await deps.connection.close();
      await run?.stop();
    },
    instruments: () => run?.specs ?? [],
    books: () => run?.books() ?? new MarketBlockBuilder(1).take(),
    status: () => run?.status() ?? null,
    setEnded: (hasEnded) => run?.setEnded(hasEnded),
  };
}
