import type { CommandBody, CommandOutcome, DeskCommand } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { Micros } from "@/server/domain/micros";
import type { MarketSource } from "@/server/domain/source";

export type Desk = Readonly<{
  id: string;
  name: string;
  venueId: string;
  /** Session of the source it was made for (recordings get a new desk per playback). */
  session: string;
  settings: DeskSettings;
  createdAt: Micros;
  /** No worker hosts an archived desk any more; it stays readable. */
  isArchived: boolean;
}>;

/** The right to write as a desk. A newer epoch makes every older lease void. */
export type DeskLease = Readonly<{
  deskId: string;
  runId: string;
  epoch: number;
  /** Checkpoint of the last commit as text, or null on the first run. */
  checkpoint: string | null;
  /** Number of the desk's last commit, 0 before the first; the next one is one more. */
  commits: number;
}>;

export type DeskCommit = Readonly<{
  lease: DeskLease;
  /**
   * Counts a desk's commits without holes. Sent again because its answer was lost, a commit that is
   * already in the database under its number (same epoch) changes nothing and succeeds.
   */
  number: number;
  /** In order; numbered on from the last commit. */
  effects: readonly Effect[];
  checkpoint: string;
  /** Market time of the commit. */
  at: Micros;
}>;

export type PendingCommand = DeskCommand & Readonly<{ receivedAt: Micros }>;

export type DeskStore = Readonly<{
  createDesk: (desk: Omit<Desk, "createdAt" | "isArchived">) => Promise<Desk>;
  getDesk: (deskId: string) => Promise<Desk>;
  listDesks: (options: Readonly<{ includeArchived: boolean }>) => Promise<readonly Desk[]>;
  archiveDesk: (deskId: string) => Promise<void>;
  /** Takes the desk over: raises the epoch, opens a run row that says why. */
  openRun: (deskId: string, host: string) => Promise<DeskLease>;
  /**
   * Effects, checkpoint and command outcomes in one transaction.
   * @throws AppError lease_lost when another run took the desk over; nothing is written then
   * @throws AppError conflict when `number` neither follows the last commit nor is it; nothing is written then
   */
  commit: (commit: DeskCommit) => Promise<void>;
  closeRun: (lease: DeskLease, outcome: Readonly<{ status: "stopped" | "failed"; text: string }>) => Promise<void>;
  /** Stores a command once. @returns false when its id was known */
  addCommand: (deskId: string, command: Readonly<{ id: string; body: CommandBody }>, who: string) => Promise<boolean>;
  /** Not yet applied, oldest first, at most 200. */
  listPendingCommands: (deskId: string) => Promise<readonly PendingCommand[]>;
  findOutcome: (deskId: string, commandId: string) => Promise<CommandOutcome | null>;
  /** The main desk for this source (`mainDesk`), if it was made already. */
  findDeskFor: (source: MarketSource) => Promise<Desk | null>;
}>;
