/** A desk's market stream through message ports from a collector thread. */
import type { MessagePort } from "node:worker_threads";
import type { Clock } from "@/server/ports/clock";
import type { DeskFeed, DeskFeedSink } from "@/server/services/desks/desk-feed";
import type { FeedMessage } from "./thread-messages";

export type PortFeed = DeskFeed & Readonly<{ connect: (port: MessagePort) => void }>;

export type PortFeedDeps = Readonly<{
  /** Asks for a port; it comes through `connect`, at once or when there is a collector. */
  request: () => void;
  /** Wall time. */
  clock: Clock;
}>;

/** A collector that ends closes its ports before anyone knows: asking at once would connect us to it again. */
const AGAIN_MILLIS = 500;

export function createPortFeed({ request, clock }: PortFeedDeps): PortFeed {
  let sink: DeskFeedSink | null = null;
  let current: MessagePort | null = null;
  let cancel: () => void = () => {};

  const drop = (): void => {
    cancel();
    const old = current;
    current = null;
    old?.close();
  };
  const askAgain = (): void => {
    cancel = clock.every(AGAIN_MILLIS, () => {
      cancel();
      request();
    });
  };

  return {
    open(next) {
      sink = next;
      drop();
      request();
    },
    close() {
      sink = null;
      drop();
    },
    connect(port) {
      drop();
      if (!sink) return port.close();
      current = port;
      port.on("message", (message: FeedMessage) => {
        // What an older port still had in its queue belongs to a stream that is over.
        if (current !== port || !sink) return;
        if (message.type === "open") sink.onOpen(message.instruments);
        else sink.onBlock(message.block);
      });
      port.on("close", () => {
        if (current !== port) return;
        current = null;
        sink?.onLost("the collector is gone");
        askAgain();
      });
    },
  };
}
