"use client";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { StreamClient } from "./stream-client";
import type { Readable } from "./topic-store";

const StreamContext = createContext<StreamClient | null>(null);

export function StreamProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(
    () =>
      new StreamClient("/api/stream", {
        open: (url) => new EventSource(url),
        now: () => Date.now(),
        later: (act, millis) => {
          const timer = setTimeout(act, millis);
          return () => clearTimeout(timer);
        },
      }),
  );
  const queries = useQueryClient();

  // The connection is the external system. After a break everything that was fetched may have holes.
  useEffect(() => {
    const stop = client.onReopen(() => void queries.invalidateQueries());
    return () => {
      stop();
      client.close();
    };
  }, [client, queries]);

  return <StreamContext value={client}>{children}</StreamContext>;
}

/** @throws Error outside a StreamProvider */
export function useStream(): StreamClient {
  const client = useContext(StreamContext);
  if (client === null) throw new Error("useStream needs a StreamProvider around it");
  return client;
}

/** The live store of a topic; see `StreamClient.topic`. */
export function useTopic<T>(name: string, initial: T | null = null): Readable<T | null> {
  const client = useStream();
  // The first value is only a start: a new one for the same topic must not make a new store.
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => client.topic<T>(name, initial), [client, name]);
}
