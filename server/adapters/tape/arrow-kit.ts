/**
 * Arrow and Zstandard, loaded when a first batch is packed or read: together 0.13 s and 22 MB, which a
 * desk that starts should not wait for.
 */
import type * as arrowModule from "apache-arrow";

type Arrow = typeof arrowModule;

export type ArrowSchema = arrowModule.Schema;
export type ArrowKit = Readonly<{
  arrow: Arrow;
  schemaOf: (metadata: ReadonlyMap<string, string>) => ArrowSchema;
  /** Of files whose bytes go to `take` at once, rather than into the library's own queue. */
  createWriter: (schema: ArrowSchema, take: (bytes: Uint8Array) => void) => arrowModule.RecordBatchFileWriter;
}>;

/** Smaller by 7 % at 6, for three times the time (docs/tape.md). */
const ZSTD_LEVEL = 3;

let loading: Promise<ArrowKit> | null = null;

export function loadArrow(): Promise<ArrowKit> {
  loading ??= load();
  return loading;
}

async function load(): Promise<ArrowKit> {
  const [arrow, zstd] = await Promise.all([import("apache-arrow"), import("@bokuweb/zstd-wasm")]);
  await zstd.init();
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, {
    encode: (data) => zstd.compress(data, ZSTD_LEVEL),
    decode: (data) => zstd.decompress(data),
  });
  return {
    arrow,
    schemaOf: (metadata) => schemaOf(arrow, metadata),
    createWriter: (schema, take) => createWriter(arrow, schema, take),
  };
}

function createWriter(arrow: Arrow, schema: ArrowSchema, take: (bytes: Uint8Array) => void) {
  /**
   * What the library (21.1 and 21.2) writes otherwise than the format says. It leaves the schema out of the front of
   * a file, which makes one without its footer unreadable; and before each compressed buffer it puts the length
   * that it has, not the one that it will have, which other readers than its own stumble over.
   */
  class WholeFileWriter extends arrow.RecordBatchFileWriter {
    protected override _writeSchema(of: ArrowSchema): this {
      return super._writeSchema(of)._writeMessage(arrow.Message.from(of));
    }

    protected override _compressBodyBuffers(plain: ArrayBufferView[]) {
      const packed = super._compressBodyBuffers(plain);
      for (const [i, { byteLength }] of plain.entries()) {
        // Two pieces for each buffer: its length, -1 where packing it did not pay, and its bytes.
        const prefix = packed.buffers[2 * i];
        if (!prefix || prefix.byteLength === 0) continue;
        const length = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
        if (length.getBigInt64(0, true) >= 0n) length.setBigInt64(0, BigInt(byteLength), true);
      }
      return packed;
    }
  }
  const sink = new arrow.AsyncByteQueue<Uint8Array>();
  sink.write = (bytes) => take(bytes as Uint8Array);
  const writer = new WholeFileWriter({ compressionType: arrow.CompressionType.ZSTD });
  writer.reset(sink, schema);
  return writer;
}

/** True types, so that every tool shows instants as instants and counts as counts; nothing is encoded further. */
function schemaOf(arrow: Arrow, metadata: ReadonlyMap<string, string>): ArrowSchema {
  const { Field, Int64, TimestampMicrosecond, Uint8, Uint16, Utf8 } = arrow;
  return new arrow.Schema(
    [
      new Field("exchange_time_us", new TimestampMicrosecond("UTC"), false),
      new Field("receive_time_us", new TimestampMicrosecond("UTC"), false),
      new Field("seq", new Int64(), false),
      new Field("kind", new Uint8(), false),
      new Field("side", new Uint8(), false),
      new Field("price_ticks", new Int64(), false),
      new Field("size_lots", new Int64(), false),
      new Field("flags", new Uint8(), false),
      new Field("instrument", new Uint16(), false),
      new Field("payload", new Utf8(), true),
    ],
    new Map(metadata),
  );
}
