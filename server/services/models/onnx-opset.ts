/** The opset of an ONNX file, read off its protobuf: ModelProto field 8, OperatorSetIdProto {1: domain, 2: version}. */

const OPSET_IMPORT = 8;
const DOMAIN = 1;
const VERSION = 2;
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

type Field = Readonly<{ number: number; value: number; bytes: Uint8Array | null }>;

/** @returns null when the bytes are no such message, or name no standard opset */
export function readOpset(onnx: Uint8Array): number | null {
  try {
    for (const { number, bytes } of fields(onnx)) {
      if (number !== OPSET_IMPORT || !bytes) continue;
      const parts = [...fields(bytes)];
      const domain = parts.find((part) => part.number === DOMAIN)?.bytes;
      const isStandard = !domain || domain.length === 0 || new TextDecoder().decode(domain) === "ai.onnx";
      if (isStandard) return parts.find((part) => part.number === VERSION)?.value ?? null;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

/** @throws RangeError where the bytes are no message */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 63; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("the message is cut");
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError("a number is too long");
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === WIRE_VARINT) yield { number, value: varint(), bytes: null };
    else {
      const lengths: Readonly<Record<number, number>> = { [WIRE_FIXED64]: 8, [WIRE_FIXED32]: 4 };
      const length = wire === WIRE_BYTES ? varint() : lengths[wire];
      if (length === undefined || at + length > bytes.length) throw new RangeError("the message is cut");
      const start = at;
      at += length;
      yield { number, value: 0, bytes: bytes.subarray(start, at) };
    }
  }
}
