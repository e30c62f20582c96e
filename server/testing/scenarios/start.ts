/** The desk and the book that most scenarios begin with. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { testSettings } from "@/server/testing/engine-run";
import type { Script } from "./scenario";

/** 5 bid at 99.99 and 3 at 99.98; 4 offered at 100.01 and 6 at 100.02. */
export const BOOK = {
  bids: [
    ["99.99", "5"],
    ["99.98", "3"],
  ],
  asks: [
    ["100.01", "4"],
    ["100.02", "6"],
  ],
} as const;

/** 10 ms to the venue, 5 ms back, 10,000 USDT, the pessimistic queue unless told otherwise: easy to follow by hand. */
export const plainDesk = (change: Partial<DeskSettings> = {}): DeskSettings =>
  testSettings({ queueModel: { kind: "riskAverse" }, ...change });

export const openBook = (script: Script): void => script.market((m) => m.at(0).snapshot(BOOK));

/** Rows of a level far away: the market is alive, so that what the venue does becomes known in time. */
export const alive = (script: Script, ...millis: readonly number[]): void => {
  for (const at of millis) script.market((m) => m.at(at).book({ bids: [["99.90", String(at)]] }));
};
