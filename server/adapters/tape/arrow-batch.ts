/** Rows as Arrow record batches. */
import type { Data } from "apache-arrow";
import type { MarketBlock } from "@/server/domain/market-block";
import type { TapeChunk } from "@/server/ports/tape";
import type { ArrowKit, ArrowSchema } from "./arrow-kit";
import { fromInt64, toInt64 } from "./int64";

export function toBatch({ arrow }: ArrowKit, schema: ArrowSchema, { block, payloads }: TapeChunk) {
  const length = block.length;
  const plain = { length, nullCount: 0 };
  const time = new arrow.TimestampMicrosecond("UTC");
  const int64 = new arrow.Int64();
  const uint8 = new arrow.Uint8();
  const children = [
    arrow.makeData({ type: time, data: toInt64(block.exchangeAt), ...plain }),
    arrow.makeData({ type: time, data: toInt64(block.receivedAt), ...plain }),
    arrow.makeData({ type: int64, data: toInt64(block.seq), ...plain }),
    arrow.makeData({ type: uint8, data: block.kind, ...plain }),
    arrow.makeData({ type: uint8, data: block.side, ...plain }),
    arrow.makeData({ type: int64, data: toInt64(block.priceTicks), ...plain }),
    arrow.makeData({ type: int64, data: toInt64(block.sizeLots), ...plain }),
    arrow.makeData({ type: uint8, data: block.flags, ...plain }),
    arrow.makeData({ type: new arrow.Uint16(), data: block.instrument, ...plain }),
    textData(arrow, length, payloads),
  ];
  const type = new arrow.Struct(schema.fields);
  return new arrow.RecordBatch(schema, arrow.makeData({ type, ...plain, children }));
}

function textData(arrow: ArrowKit["arrow"], length: number, payloads: ReadonlyMap<number, string>): Data {
  const valueOffsets = new Int32Array(length + 1);
  const nullBitmap = new Uint8Array((length + 7) >> 3);
  const parts: Buffer[] = [];
  let end = 0;
  for (let i = 0; i < length; i++) {
    const text = payloads.get(i);
    if (text !== undefined) {
      const bytes = Buffer.from(text);
      parts.push(bytes);
      end += bytes.length;
      nullBitmap[i >> 3] = (nullBitmap[i >> 3] as number) | (1 << (i & 7));
    }
    valueOffsets[i + 1] = end;
  }
  const type = new arrow.Utf8();
  const nullCount = length - payloads.size;
  return arrow.makeData({ type, length, nullCount, nullBitmap, valueOffsets, data: Buffer.concat(parts) });
}

/** @throws RangeError when it does not hold the columns of a tape */
export function fromBatch(data: Data, firstRow: number): TapeChunk {
  const column = (place: number): Data => {
    const child = data.children[place];
    if (!child || child.length !== data.length) throw new RangeError(`column ${place} of a batch is missing or short`);
    return child;
  };
  const wide = (place: number): Float64Array =>
    fromInt64((column(place).values as BigInt64Array).subarray(0, data.length));
  const narrow = (place: number): Uint8Array => (column(place).values as Uint8Array).slice(0, data.length);
  const block: MarketBlock = {
    length: data.length,
    exchangeAt: wide(0),
    receivedAt: wide(1),
    seq: wide(2),
    kind: narrow(3),
    side: narrow(4),
    priceTicks: wide(5),
    sizeLots: wide(6),
    flags: narrow(7),
    instrument: (column(8).values as Uint16Array).slice(0, data.length),
  };
  return { firstRow, block, payloads: textsOf(column(9)) };
}

function textsOf({ length, nullCount, nullBitmap, valueOffsets, values }: Data): Map<number, string> {
  const texts = new Map<number, string>();
  if (nullCount >= length) return texts;
  const offsets = valueOffsets as Int32Array;
  const bytes = values as Uint8Array;
  for (let i = 0; i < length; i++) {
    const isThere = nullCount === 0 || ((nullBitmap[i >> 3] ?? 0) & (1 << (i & 7))) !== 0;
    if (isThere) texts.set(i, Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString("utf8"));
  }
  return texts;
}
