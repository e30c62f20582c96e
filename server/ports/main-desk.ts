import type { Desk } from "./desk-store";

/**
 * The desk that a page opens on, of all those of one source in the order in which they were made: of those that are
 * not archived, else of all, the newest that trades spot, else the newest.
 */
export function mainDesk(desks: readonly Desk[]): Desk | null {
  const open = desks.filter(({ isArchived }) => !isArchived);
  const choice = open.length > 0 ? open : desks;
  return choice.findLast(tradesSpot) ?? choice.at(-1) ?? null;
}

const tradesSpot = ({ settings }: Desk): boolean => settings.instruments.some(({ contract }) => contract === null);
