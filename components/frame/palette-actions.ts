"use client";
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import { Store } from "./topic-store";

export type PaletteAction = {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint?: string;
  readonly keys?: string;
  readonly act: () => void;
};

/** What the pages and parts that are mounted offer to the palette. */
const PaletteContext = createContext(new Store<readonly PaletteAction[]>([]));

const NONE: readonly PaletteAction[] = [];

export function usePaletteActions(): readonly PaletteAction[] {
  const store = useContext(PaletteContext);
  return useSyncExternalStore(store.subscribe, store.get, () => NONE);
}

/** Offers actions in the palette while the component is mounted. Pass a stable array. */
export function useOffer(actions: readonly PaletteAction[]): void {
  const store = useContext(PaletteContext);
  // The palette outlives the component: what it offered must leave with it.
  useEffect(() => {
    store.set([...store.get(), ...actions]);
    return () => store.set(store.get().filter((action) => !actions.includes(action)));
  }, [store, actions]);
}
