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
import { encodeWire } from "@/server/domain/wire";
import { topics } from "@/server/ports/bus";
import type { CollectorDeps } from "./collector-deps";
import { CollectorRun } from "./collector-run";
import { describeWaiting } from "./feed-status";
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

const TELL_MILLIS = 1_000;

export function createCollector(deps: CollectorDeps): Collector {
  const { source, wallClock, bus, log } = deps;
  const stopping = new AbortController();
  let run: CollectorRun | null = null;
  let waiting = { isOpen: false, text: "Asking the venue what it trades.", since: wallClock.nowMicros() };

  const warn = (error: unknown, sentence: string): void =>
    log.warn({ venueId: source.venueId, error: textOf(error) }, sentence);
  const onTrouble = (error: unknown): void => warn(error, "The instruments are not known yet");
  const retrying = { clock: wallClock, signal: stopping.signal, onTrouble };

  const findInstruments = async (): Promise<readonly InstrumentSpec[]> => {
    try {
      const found = await deps.connection.listInstruments(deps.symbols);
      if (found.length > 0) return await deps.instruments.saveInstruments(found);
      throw new AppError("not_found", `${source.label} has none of ${deps.symbols.join(", ")}`);
    } catch (error) {
      waiting = { ...waiting, text: textOf(error) };
      throw error;
    }
  };

  /** Says once a second that there is nothing yet, and why: an empty page without a reason helps nobody. */
  const tellWaiting = (): (() => void) => {
    if (!deps.persist) return () => {};
    let isBroken = false;
    return wallClock.every(TELL_MILLIS, () => {
      const view = describeWaiting(source, waiting, wallClock.nowMicros());
      bus.publish(topics.feed(source.venueId), encodeWire(view)).catch((error: unknown) => {
        if (!isBroken) warn(error, "The feed's state could not be told");
        isBroken = true;
      });
    });
  };

  return {
    async start() {
      const stopTelling = tellWaiting();
      const specs = await untilItWorks(retrying, findInstruments);
      stopTelling();
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

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
