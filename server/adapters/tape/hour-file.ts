/** One hour's Arrow file while it is written: batch by batch, each on the disk before its tail goes. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import path from "node:path";
import type { Micros } from "@/server/domain/micros";
import type { TapeChunk, TapeFile, TapeHeader } from "@/server/ports/tape";
import { createFileEncoder, type FileEncoder } from "./arrow-file";
import { loadArrow } from "./arrow-kit";

export type HourFileStart = Readonly<{
  tape: string;
  folder: string;
  file: string;
  header: TapeHeader;
  firstRow: number;
}>;

export class HourFile {
  readonly #start: HourFileStart;
  #encoder: FileEncoder | null = null;
  #handle: FileHandle | null = null;
  #from: Micros | null = null;
  #to = 0 as Micros;
  #rows = 0;

  constructor(start: HourFileStart) {
    this.#start = start;
  }

  /** Resolves when the batch is on the disk. */
  async add(chunk: TapeChunk): Promise<void> {
    const { header, firstRow } = this.#start;
    this.#encoder ??= createFileEncoder(await loadArrow(), header, firstRow);
    this.#handle ??= await open(this.#path, "w");
    await this.#handle.appendFile(this.#encoder.batch(chunk));
    await this.#handle.datasync();
    const { receivedAt, length } = chunk.block;
    this.#from ??= receivedAt[0] as Micros;
    this.#to = receivedAt[length - 1] as Micros;
    this.#rows += length;
  }

  /** @returns null when it never had a row */
  async close(): Promise<TapeFile | null> {
    if (!this.#encoder || !this.#handle || this.#from === null) return null;
    await this.#handle.appendFile(this.#encoder.end());
    await this.#handle.datasync();
    await this.abandon();
    const { tape, file, firstRow } = this.#start;
    const [{ size: bytes }, sha256] = [await stat(this.#path), await hashOf(this.#path)];
    return { tape, file, from: this.#from, to: this.#to, firstRow, rows: this.#rows, bytes, sha256 };
  }

  /** Leaves it as it is. */
  async abandon(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  get #path(): string {
    return path.join(this.#start.folder, this.#start.file);
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest("hex");
}
