/**
 * Writes a tape while it happens. Rows gather in memory; `flush` hands them to the operating system in
 * a raw tail beside the Arrow file, which a second later is on the disk. A full batch is packed and
 * compressed into the Arrow file, and its tail goes only after that is on the disk: every row that was
 * flushed is in one of the two at any moment.
 *
 * What fails ends the tape and nothing else.
 */
import fs from "node:fs";
import { unlink } from "node:fs/promises";
import path from "node:path";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Clock } from "@/server/ports/clock";
import type { TapeEvents, TapeHeader, TapeRow, TapeWriter } from "@/server/ports/tape";
import { encodeHeader, encodeRows } from "./frames";
import { HourFile } from "./hour-file";
import { arrowName, HOUR_MICROS, hourName, INCOMPLETE, tailName } from "./layout";
import { BATCH_ROWS, RowBuffer } from "./row-buffer";

export type TapeWriterDeps = Readonly<{
  tape: string;
  folder: string;
  header: TapeHeader;
  events: TapeEvents;
  /** Wall time: beats the syncs. */
  clock: Clock;
  /** Fewer in tests. */
  batchRows?: number;
}>;

const SYNC_MILLIS = 1_000;
/** A write that takes this long holds up what records; the tape is given up rather. */
const WRITE_MILLIS_MAX = 5_000;
/** Batches that wait for a slow disk in memory, 47 MB; beyond it the tape is given up. */
const WAITING_MAX = 64;

type Tail = Readonly<{ fd: number; file: string }>;

export class FileTapeWriter implements TapeWriter {
  readonly #deps: TapeWriterDeps;
  readonly #batchRows: number;
  readonly #stopSyncs: () => void;
  #buffer: RowBuffer;
  /** Rows of the buffer that are in the tail. */
  #flushed = 0;
  #tail: Tail | null = null;
  #hour: Readonly<{ name: string; endMicros: number; file: HourFile }> | null = null;
  #packing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isDirty = false;
  #isSyncing = false;
  #isDead = false;

  constructor(deps: TapeWriterDeps) {
    this.#deps = deps;
    this.#batchRows = deps.batchRows ?? BATCH_ROWS;
    this.#buffer = new RowBuffer(0, this.#batchRows);
    this.#stopSyncs = deps.clock.every(SYNC_MILLIS, () => this.#sync());
    this.#guard(() => fs.mkdirSync(deps.folder, { recursive: true }));
  }

  append(block: MarketBlock, from: number, to: number): void {
    this.#guard(() => {
      let at = from;
      while (at < to && !this.#isDead) {
        this.#enterHour(block.receivedAt[at] ?? 0);
        at = this.#buffer.append(block, at, this.#hourEnd(block, at, to));
        if (this.#buffer.room === 0) this.#seal();
      }
    });
  }

  note(row: TapeRow): void {
    this.#guard(() => {
      this.#enterHour(row.receivedAt);
      this.#buffer.note(row);
      if (this.#buffer.room === 0) this.#seal();
    });
  }

  flush(): void {
    this.#guard(() => this.#writeTail());
  }

  isWhole(): boolean {
    return !this.#isDead;
  }

  rows(): number {
    return this.#buffer.firstRow + this.#buffer.length;
  }

  async close(): Promise<void> {
    this.#guard(() => this.#leaveHour());
    await this.#packing;
    this.#end();
  }

  #enterHour(atMicros: number): void {
    if (this.#hour !== null && atMicros < this.#hour.endMicros) return;
    this.#leaveHour();
    const { tape, folder, header } = this.#deps;
    const name = hourName(atMicros);
    const file = new HourFile({ tape, folder, header, file: arrowName(name), firstRow: this.#buffer.firstRow });
    this.#hour = { name, file, endMicros: (Math.floor(atMicros / HOUR_MICROS) + 1) * HOUR_MICROS };
  }

  /** The first row at or after `at` that is of a later hour, `to` at most. */
  #hourEnd({ receivedAt }: MarketBlock, at: number, to: number): number {
    const end = this.#hour?.endMicros ?? 0;
    if ((receivedAt[to - 1] ?? 0) < end) return to;
    let next = at + 1;
    while (next < to && (receivedAt[next] ?? 0) < end) next++;
    return next;
  }

  #leaveHour(): void {
    const hour = this.#hour;
    if (!hour) return;
    if (this.#buffer.length > 0) this.#seal();
    this.#hour = null;
    this.#pack(async () => {
      const file = await hour.file.close();
      if (file) this.#deps.events.onFile(file);
    });
  }

  /** The buffer is complete: into the tail with its end, and on to be packed. */
  #seal(): void {
    this.#writeTail();
    const { file } = this.#hour ?? {};
    const [tail, chunk] = [this.#tail, this.#buffer.since(0)];
    this.#buffer = new RowBuffer(this.rows(), this.#batchRows);
    this.#flushed = 0;
    this.#tail = null;
    if (!file || !tail) return;
    this.#pack(async () => {
      await file.add(chunk);
      fs.closeSync(tail.fd);
      await unlink(tail.file);
    });
  }

  #pack(job: () => Promise<void>): void {
    this.#waiting += 1;
    if (this.#waiting > WAITING_MAX) throw new Error(`the disk is ${WAITING_MAX} batches behind`);
    this.#packing = this.#packing.then(async () => {
      try {
        if (!this.#isDead) await job();
      } catch (error) {
        this.#giveUp(error);
      }
      this.#waiting -= 1;
    });
  }

  #writeTail(): void {
    const rows = this.#buffer.length;
    if (!this.#hour || this.#flushed === rows) return;
    this.#tail ??= this.#openTail(this.#hour.name);
    this.#write(this.#tail.fd, encodeRows(this.#buffer.since(this.#flushed)));
    this.#flushed = rows;
  }

  /** Each tail explains itself: until the first batch is packed there is no Arrow file. */
  #openTail(hour: string): Tail {
    const file = path.join(this.#deps.folder, tailName(hour, this.#buffer.firstRow));
    const fd = fs.openSync(file, "wx");
    this.#write(fd, encodeHeader(this.#deps.header));
    return { fd, file };
  }

  #write(fd: number, bytes: Buffer): void {
    const began = performance.now();
    fs.writeFileSync(fd, bytes);
    this.#isDirty = true;
    const took = performance.now() - began;
    if (took > WRITE_MILLIS_MAX) throw new Error(`writing ${bytes.length} bytes took ${Math.round(took)} ms`);
  }

  /** Off the thread; one at a time, so that a slow disk is asked less often. */
  #sync(): void {
    this.flush();
    const { fd } = this.#tail ?? {};
    if (fd === undefined || !this.#isDirty || this.#isSyncing || this.#isDead) return;
    this.#isDirty = false;
    this.#isSyncing = true;
    fs.fsync(fd, (error) => {
      this.#isSyncing = false;
      // A tail that was packed meanwhile is closed: its rows are on the disk in the Arrow file.
      if (error && error.code !== "EBADF") this.#giveUp(error);
    });
  }

  #guard(step: () => void): void {
    if (this.#isDead) return;
    try {
      step();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #giveUp(error: unknown): void {
    if (this.#isDead) return;
    const rows = this.rows();
    this.#isDead = true;
    this.#end();
    void this.#hour?.file.abandon().catch(() => {});
    try {
      const reason = error instanceof Error ? error.message : String(error);
      fs.writeFileSync(path.join(this.#deps.folder, INCOMPLETE), JSON.stringify({ rows, reason }));
    } catch {
      // Where nothing can be written this cannot either; the tape ends too early and a reader sees that.
    }
    this.#deps.events.onTrouble(error, rows);
  }

  #end(): void {
    this.#stopSyncs();
    const tail = this.#tail;
    this.#tail = null;
    if (!tail) return;
    try {
      fs.closeSync(tail.fd);
    } catch {
      // It was to be closed, and a fault of that loses nothing more.
    }
  }
}
