/** A collector's side of its desks' streams: each gets the instruments, whole books, and then what all get. */
import type { MessagePort } from "node:worker_threads";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import type { FeedMessage } from "./thread-messages";

export type StreamSource = Readonly<{
  /** Empty until the venue was reached. */
  instruments: () => readonly InstrumentSpec[];
  /** Whole books as snapshot rows; hands out to all what came before. */
  books: () => MarketBlock;
}>;

export type DeskStreams = Readonly<{
  attach: (port: MessagePort) => void;
  send: (block: MarketBlock) => void;
  /** The instruments are known now: those who came before get their beginning. */
  begin: () => void;
  close: () => void;
}>;

export function createDeskStreams(source: StreamSource): DeskStreams {
  const streams = new Set<MessagePort>();
  const early = new Set<MessagePort>();

  const post = (port: MessagePort, message: FeedMessage): void => port.postMessage(message);
  const start = (port: MessagePort): void => {
    // Before the port is among the streams, or it would get rows that its books already hold.
    const books = source.books();
    post(port, { type: "open", instruments: source.instruments() });
    if (books.length > 0) post(port, { type: "block", block: books });
    streams.add(port);
  };

  return {
    attach(port) {
      port.on("close", () => {
        streams.delete(port);
        early.delete(port);
      });
      if (source.instruments().length > 0) start(port);
      else early.add(port);
    },
    send(block) {
      // Copied for each: the collector reads it too, so its buffers cannot be given away.
      for (const port of streams) post(port, { type: "block", block });
    },
    begin() {
      for (const port of early) start(port);
      early.clear();
    },
    close() {
      for (const port of [...streams, ...early]) port.close();
      streams.clear();
      early.clear();
    },
  };
}
