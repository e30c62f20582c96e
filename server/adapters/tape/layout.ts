/** Where the parts of a tape lie: `<root>/<tape>/2024-08-08T13.arrow`, and raw tails beside it while it is written. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/server/domain/errors";

export const HOUR_MICROS = 3_600_000_000;
/** In a tape that was given up: why, and from which row on nothing is kept. */
export const INCOMPLETE = "INCOMPLETE.json";

const ARROW = /^(\d{4}-\d\d-\d\dT\d\d)\.arrow$/;
const TAIL = /^(\d{4}-\d\d-\d\dT\d\d)\.(\d+)\.tail$/;
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,119}$/;

/** The UTC hour of an instant as the name of its file. */
export const hourName = (atMicros: number): string => new Date(Math.floor(atMicros / 1_000)).toISOString().slice(0, 13);

export const arrowName = (hour: string): string => `${hour}.arrow`;
export const tailName = (hour: string, firstRow: number): string => `${hour}.${firstRow}.tail`;

/** @throws AppError invalid for a name that would leave the folder of tapes */
export function folderOf(root: string, tape: string): string {
  const segments = tape.split("/");
  if (!segments.every((segment) => SEGMENT.test(segment))) {
    throw new AppError("invalid", `a tape's name is made of plain words with slashes, was ${JSON.stringify(tape)}`);
  }
  return path.join(root, ...segments);
}

export type HourParts = Readonly<{
  hour: string;
  hasArrow: boolean;
  /** By their first rows, in order. */
  tails: readonly Readonly<{ file: string; firstRow: number }>[];
}>;

/** In order of time; empty when there is no such folder. */
export async function hoursIn(folder: string): Promise<readonly HourParts[]> {
  const hours = new Map<string, { hasArrow: boolean; tails: { file: string; firstRow: number }[] }>();
  const at = (hour: string) => {
    const parts = hours.get(hour) ?? { hasArrow: false, tails: [] };
    hours.set(hour, parts);
    return parts;
  };
  for (const file of await filesIn(folder)) {
    const hour = ARROW.exec(file)?.[1];
    const [, tailHour, firstRow] = TAIL.exec(file) ?? [];
    if (hour !== undefined) at(hour).hasArrow = true;
    if (tailHour !== undefined) at(tailHour).tails.push({ file, firstRow: Number(firstRow) });
  }
  return [...hours]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([hour, { hasArrow, tails }]) => ({
      hour,
      hasArrow,
      tails: tails.sort((a, b) => a.firstRow - b.firstRow),
    }));
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/** Names of all tapes at or below `under`, "/2" before "/10". */
export async function tapesBelow(root: string, under: string): Promise<readonly string[]> {
  const folder = under === "" ? root : folderOf(root, under);
  const found: string[] = (await hoursIn(folder)).length > 0 ? [under] : [];
  let entries: readonly { name: string; isDirectory: () => boolean }[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return found;
    throw error;
  }
  const folders = entries.filter((entry) => entry.isDirectory() && SEGMENT.test(entry.name)).map(({ name }) => name);
  const natural = new Intl.Collator("en", { numeric: true }).compare;
  for (const name of folders.toSorted(natural)) {
    found.push(...(await tapesBelow(root, under === "" ? name : `${under}/${name}`)));
  }
  return found;
}
