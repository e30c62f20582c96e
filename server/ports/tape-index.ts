import type { TapeFile } from "./tape";

/** What the database knows of tape files: one row each, so that pages list them without opening any. */
export type TapeIndex = Readonly<{
  /** A file that is sealed anew replaces what was said of it. */
  addFiles: (files: readonly TapeFile[]) => Promise<void>;
  /** Of all tapes at or below a name, in order. */
  listFiles: (under: string) => Promise<readonly TapeFile[]>;
  /** All files of these tapes. */
  removeTapes: (tapes: readonly string[]) => Promise<void>;
}>;
