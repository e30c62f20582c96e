"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { LiveDesk } from "@/components/frame/desk-context";
import { useStream, useTopic } from "@/components/frame/stream-context";
import { Store } from "@/components/frame/topic-store";
import { useTRPCClient } from "@/components/frame/trpc";
import type { Fill } from "@/server/domain/order";
import type { Signal } from "@/server/domain/signal";
import type { DeskEventsView } from "@/server/domain/views";
import { type ListPage, LiveList } from "./live-list";

/** What happened on the desk: the server's pages, and the stream on top of them. */
export type DeskLog = {
  readonly fills: LiveList<Fill>;
  readonly signals: LiveList<Signal>;
  /** Commands whose orders the desk has shown, final ones too. */
  readonly knownCommands: Store<ReadonlySet<string>>;
};

const LogContext = createContext<DeskLog | null>(null);

/** @throws Error outside a DeskLogProvider */
export function useDeskLog(): DeskLog {
  const log = useContext(LogContext);
  if (log === null) throw new Error("useDeskLog needs a DeskLogProvider around it");
  return log;
}

export type LogStart = { readonly fills: ListPage<Fill>; readonly signals: ListPage<Signal> };

type DeskLogProviderProps = { readonly desk: LiveDesk; readonly start: LogStart; readonly children: ReactNode };

const PAGE = 200;

export function DeskLogProvider({ desk, start, children }: DeskLogProviderProps) {
  const client = useTRPCClient();
  const stream = useStream();
  const deskId = desk.desk.id;
  const events = useTopic<DeskEventsView>(`desk-events:${deskId}`);
  const [log] = useState(() => ({
    fills: new LiveList<Fill>(start.fills, {
      idOf: (fill) => fill.id,
      load: (cursor) => client.desks.fills.query({ deskId, cursor, limit: PAGE }),
    }),
    signals: new LiveList<Signal>(start.signals, {
      idOf: (signal) => String(signal.seq),
      load: (cursor) => client.desks.signals.query({ deskId, cursor, limit: PAGE }),
    }),
    knownCommands: new Store<ReadonlySet<string>>(new Set()),
  }));

  // The stream is the external system; after a break the lists start anew from the server.
  useEffect(() => {
    const take = () => {
      const view = events.get();
      if (view === null) return;
      log.fills.add(view.fills);
      log.signals.add(view.signals);
      const ids = view.orders.flatMap((order) => (order.commandId === null ? [] : [order.commandId]));
      if (ids.length > 0) log.knownCommands.set(new Set([...log.knownCommands.get(), ...ids]));
    };
    const onReopen = () => {
      void log.fills.reload();
      void log.signals.reload();
    };
    const stops = [events.subscribe(take), stream.onReopen(onReopen)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [events, stream, log]);

  return <LogContext value={log}>{children}</LogContext>;
}
