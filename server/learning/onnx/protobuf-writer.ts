/** Protocol-buffer wire format, as far as ONNX needs it: varints, fixed 32-bit floats and length-delimited fields. */
const VARINT = 0;
const DELIMITED = 2;
const FIXED32 = 5;

const utf8 = new TextEncoder();

export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  /** @param value  a whole number between −2^53 and 2^53; a field of 64 bits as protobuf's int64 */
  int(field: number, value: number): this {
    return this.#push(tag(field, VARINT)).#push(varint(BigInt(value)));
  }

  float(field: number, value: number): this {
    return this.#push(tag(field, FIXED32)).#push(new Uint8Array(new Float32Array([value]).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(tag(field, DELIMITED))
      .#push(varint(BigInt(value.length)))
      .#push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, utf8.encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    this.#push(tag(field, DELIMITED)).#push(varint(BigInt(value.#length)));
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  packedInts(field: number, values: ArrayLike<number>): this {
    const bytes: number[] = [];
    for (let i = 0; i < values.length; i++) appendVarint(bytes, values[i] ?? 0);
    return this.bytes(field, Uint8Array.from(bytes));
  }

  packedFloats(field: number, values: ArrayLike<number>): this {
    return this.bytes(field, new Uint8Array(Float32Array.from(values).buffer));
  }

  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this;
  }
}

const tag = (field: number, wire: number): Uint8Array => varint(BigInt(field * 8 + wire));

function varint(value: bigint): Uint8Array {
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** The quick way for what tree ensembles have many of. */
function appendVarint(bytes: number[], value: number): void {
  if (value < 0 || value > 0x7fffffff) {
    bytes.push(...varint(BigInt(value)));
    return;
  }
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
}
