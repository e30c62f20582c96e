/**
 * Fetches what people told the desk: when woken by the bus, and once a second in case a wake-up
 * was lost. One fetch at a time; the order of the database is the order of application.
 */
import type { DeskStore, PendingCommand } from "@/server/ports/desk-store";

export type CommandIntake = Readonly<{ wake: () => void; tick: () => void }>;

export type CommandIntakeDeps = Readonly<{
  desks: DeskStore;
  deskId: string;
  /** Commands that were applied but are not committed yet come again: the engine knows them by id. */
  apply: (commands: readonly PendingCommand[]) => void;
  /** Once per outage. */
  onTrouble: (error: unknown) => void;
}>;

const TICKS_BETWEEN_POLLS = 20;

export function createCommandIntake({ desks, deskId, apply, onTrouble }: CommandIntakeDeps): CommandIntake {
  let isFetching = false;
  let isWanted = false;
  let isBroken = false;
  let ticks = 0;

  const fetchOnce = async (): Promise<void> => {
    try {
      const commands = await desks.listPendingCommands(deskId);
      isBroken = false;
      if (commands.length > 0) apply(commands);
    } catch (error) {
      if (!isBroken) onTrouble(error);
      isBroken = true;
    }
  };

  const wake = (): void => {
    isWanted = true;
    if (isFetching) return;
    isFetching = true;
    const run = async (): Promise<void> => {
      while (isWanted) {
        isWanted = false;
        await fetchOnce();
      }
      isFetching = false;
    };
    void run();
  };

  return {
    wake,
    tick() {
      ticks += 1;
      if (ticks % TICKS_BETWEEN_POLLS === 0) wake();
    },
  };
}
