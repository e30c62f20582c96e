/**
 * Connects desks with collectors of their venue in this process: whoever comes first waits for the
 * other. A desk that waits too long gets a collector of its own here, which only feeds desks: the
 * venue's collector proper lives in another process then.
 */
import type { MessagePort } from "node:worker_threads";
import { MessageChannel } from "node:worker_threads";
import type { CollectorCommand, DeskCommandMessage } from "./thread-messages";

/** As much of a thread as connecting needs. */
type Sender<M> = Readonly<{ post: (message: M, transfer: readonly MessagePort[]) => void }>;

export type Switchboard = Readonly<{
  /** @returns a function to call when the collector is gone */
  addCollector: (venueId: string, collector: Sender<CollectorCommand>) => () => void;
  /** The desk wants a stream, now or as soon as there is a collector; asking again replaces the last one. */
  want: (desk: Readonly<{ deskId: string; venueId: string; thread: Sender<DeskCommandMessage> }>) => void;
  /** The desk is gone. */
  forget: (deskId: string) => void;
  /** Venues that a desk has been waiting for since `count` calls of this. */
  waitingVenues: (count: number) => readonly string[];
}>;

type Wanting = { readonly venueId: string; readonly thread: Sender<DeskCommandMessage>; asked: number };

export function createSwitchboard(): Switchboard {
  const collectors = new Map<string, Sender<CollectorCommand>[]>();
  const waiting = new Map<string, Wanting>();

  const connect = (desk: Wanting): boolean => {
    // The newest: an older one of the same venue may be on its way out.
    const collector = collectors.get(desk.venueId)?.at(-1);
    if (!collector) return false;
    const { port1, port2 } = new MessageChannel();
    collector.post({ type: "attach", port: port1 }, [port1]);
    desk.thread.post({ type: "feed", port: port2 }, [port2]);
    return true;
  };

  return {
    addCollector(venueId, collector) {
      collectors.set(venueId, [...(collectors.get(venueId) ?? []), collector]);
      for (const [deskId, desk] of waiting) if (connect(desk)) waiting.delete(deskId);
      return () => {
        const left = (collectors.get(venueId) ?? []).filter((other) => other !== collector);
        if (left.length > 0) collectors.set(venueId, left);
        else collectors.delete(venueId);
      };
    },
    want({ deskId, venueId, thread }) {
      const desk = { venueId, thread, asked: 0 };
      waiting.delete(deskId);
      if (!connect(desk)) waiting.set(deskId, desk);
    },
    forget: (deskId) => void waiting.delete(deskId),
    waitingVenues(count) {
      const long = [...waiting.values()].filter((desk) => ++desk.asked >= count);
      return [...new Set(long.map(({ venueId }) => venueId))];
    },
  };
}
