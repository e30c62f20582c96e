"use client";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { DeskView, FeedView } from "@/server/domain/views";
import { useTopic } from "./stream-context";
import { type Readable, Store } from "./topic-store";
import { type CurrentDesk, useTRPC } from "./trpc";

/** What the server knew when it rendered the page. */
export type DeskStart = {
  readonly current: CurrentDesk | null;
  readonly view: DeskView | null;
  readonly feed: FeedView | null;
};

export type LiveDesk = CurrentDesk & {
  readonly view: Readable<DeskView | null>;
  readonly feed: Readable<FeedView | null>;
};

const DeskContext = createContext<LiveDesk | null>(null);

/** The desk on the present source; null while it is being made. */
export const useDesk = (): LiveDesk | null => useContext(DeskContext);

/** How often to look for a desk while there is none, and for a new session of the source later on. */
const LOOK_MILLIS = 1_000;
const LOOK_AGAIN_MILLIS = 15_000;

export function DeskProvider({ start, children }: { readonly start: DeskStart; readonly children: ReactNode }) {
  const trpc = useTRPC();
  const current = useQuery({
    ...trpc.desks.current.queryOptions(),
    initialData: start.current,
    refetchInterval: (query) => (query.state.data === null ? LOOK_MILLIS : LOOK_AGAIN_MILLIS),
  }).data;
  if (current === null) return <DeskContext value={null}>{children}</DeskContext>;
  return (
    <LiveDeskProvider key={current.desk.id} current={current} start={start}>
      {children}
    </LiveDeskProvider>
  );
}

type LiveDeskProviderProps = {
  readonly current: CurrentDesk;
  readonly start: DeskStart;
  readonly children: ReactNode;
};

function LiveDeskProvider({ current, start, children }: LiveDeskProviderProps) {
  const isSame = start.current?.desk.id === current.desk.id;
  const view = useTopic<DeskView>(`desk:${current.desk.id}`, isSame ? start.view : null);
  const feed = useTopic<FeedView>(`feed:${current.desk.venueId}`, isSame ? start.feed : null);
  const live = useMemo(() => ({ ...current, view, feed }), [current, view, feed]);
  return <DeskContext value={live}>{children}</DeskContext>;
}

/** A store that never has a value, for places that must call a hook before there is a desk. */
export const NO_VIEW: Readable<null> = new Store<null>(null);
