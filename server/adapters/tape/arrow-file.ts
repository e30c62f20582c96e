/**
 * A tape file as bytes: Arrow's file format, which is a magic word, the stream format, and a footer that
 * says where the batches lie. Without the footer it still reads as a stream from its ninth byte on, which
 * is what makes a file whose writer died readable.
 */
import type { FileHandle } from "node:fs/promises";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import type { TapeChunk, TapeHeader } from "@/server/ports/tape";
import { fromBatch, toBatch } from "./arrow-batch";
import type { ArrowKit } from "./arrow-kit";

const FORMAT = "1";
const KEY = "tapedeck.";
/** Magic word and padding. */
const MAGIC_BYTES = 8;
const PREFIX_BYTES = 8;
const CONTINUATION = 0xffffffff;
/** Far above any batch of ours; a length beyond it is damage. */
const MESSAGE_BYTES_MAX = 64 * 1_024 * 1_024;

export type FileEncoder = Readonly<{
  /** Bytes of a batch; before the first also those of the file's beginning. */
  batch: (chunk: TapeChunk) => Buffer;
  end: () => Buffer;
}>;

/** @param firstRow  place of the file's first row on the tape */
export function createFileEncoder(kit: ArrowKit, header: TapeHeader, firstRow: number): FileEncoder {
  const schema = kit.schemaOf(toMetadata(header, firstRow));
  let parts: Uint8Array[] = [];
  const take = (): Buffer => {
    const bytes = Buffer.concat(parts);
    parts = [];
    return bytes;
  };
  const writer = kit.createWriter(schema, (bytes) => void parts.push(bytes));
  return {
    batch(chunk) {
      writer.write(toBatch(kit, schema, chunk));
      return take();
    },
    end() {
      writer.finish();
      return take();
    },
  };
}

function toMetadata({ instruments, kinds, facts }: TapeHeader, firstRow: number): Map<string, string> {
  return new Map([
    [`${KEY}format`, FORMAT],
    [`${KEY}first_row`, String(firstRow)],
    [`${KEY}instruments`, encodeWire(instruments)],
    [`${KEY}kinds`, JSON.stringify(kinds)],
    ...Object.entries(facts).map(([name, value]) => [`${KEY}fact.${name}`, value] as const),
  ]);
}

/** @throws RangeError when it is no tape of this format */
function fromMetadata(metadata: ReadonlyMap<string, string>): Readonly<{ header: TapeHeader; firstRow: number }> {
  const format = metadata.get(`${KEY}format`);
  if (format !== FORMAT) throw new RangeError(`a tape of format ${FORMAT} is needed, was ${format ?? "none"}`);
  const facts = [...metadata].flatMap(([key, value]) =>
    key.startsWith(`${KEY}fact.`) ? [[key.slice(KEY.length + 5), value] as const] : [],
  );
  return {
    firstRow: Number(metadata.get(`${KEY}first_row`)),
    header: {
      instruments: decodeWire(metadata.get(`${KEY}instruments`) ?? "[]"),
      kinds: decodeWire(metadata.get(`${KEY}kinds`) ?? "{}"),
      facts: Object.fromEntries(facts),
    },
  };
}

export type OpenArrowFile = Readonly<{
  header: TapeHeader;
  firstRow: number;
  batches: () => AsyncGenerator<TapeChunk>;
}>;

/** @returns null when not even its schema is whole. What follows a damaged or half-written batch is not read. */
export async function openArrowFile(kit: ArrowKit, file: FileHandle): Promise<OpenArrowFile | null> {
  const { arrow } = kit;
  const schemaMessage = await readMessage(kit, file, MAGIC_BYTES);
  if (!schemaMessage) return null;
  const { schema } = arrow.RecordBatchReader.from(schemaMessage).open();
  const { header, firstRow } = fromMetadata(schema.metadata);
  return {
    header,
    firstRow,
    async *batches() {
      let at = MAGIC_BYTES + schemaMessage.length;
      let row = firstRow;
      for (let message = await readMessage(kit, file, at); message; message = await readMessage(kit, file, at)) {
        const chunk = decoded(kit, Buffer.concat([schemaMessage, message]), row);
        if (!chunk) return;
        yield chunk;
        at += message.length;
        row += chunk.block.length;
      }
    },
  };
}

/** Null for a batch that cannot be decoded: the disk kept its place and not its content. */
function decoded({ arrow }: ArrowKit, stream: Buffer, firstRow: number): TapeChunk | null {
  try {
    const batch = arrow.RecordBatchReader.from(stream).next().value as { data: Parameters<typeof fromBatch>[0] } | null;
    return batch ? fromBatch(batch.data, firstRow) : null;
  } catch {
    return null;
  }
}

/** The whole message at `at` with its prefix; null at the end of the stream and where it is cut. */
async function readMessage({ arrow }: ArrowKit, file: FileHandle, at: number): Promise<Buffer | null> {
  const prefix = await readBytes(file, at, PREFIX_BYTES);
  if (!prefix || prefix.readUInt32LE(0) !== CONTINUATION) return null;
  const metadataBytes = prefix.readUInt32LE(4);
  if (metadataBytes === 0 || metadataBytes > MESSAGE_BYTES_MAX) return null;
  const metadata = await readBytes(file, at + PREFIX_BYTES, metadataBytes);
  if (!metadata) return null;
  const bodyBytes = arrow.Message.decode(metadata).bodyLength;
  if (bodyBytes > MESSAGE_BYTES_MAX) return null;
  return readBytes(file, at, PREFIX_BYTES + metadataBytes + bodyBytes);
}

/** Exactly so many bytes, or null. */
async function readBytes(file: FileHandle, at: number, length: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytesRead === length ? bytes : null;
}
