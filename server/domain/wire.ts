/**
 * JSON with bigints, for the bus, the stream, JSONB columns and checkpoints: a bigint travels as
 * {"$n":"123"}. Small on purpose: superjson serves tRPC, this serves what is sent ten times a second.
 */
type Encoded = Readonly<{ $n: string }>;

const isEncoded = (value: unknown): value is Encoded =>
  typeof value === "object" && value !== null && "$n" in value && typeof value.$n === "string";

export const encodeWire = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? { $n: item.toString() } : item));

/** @throws SyntaxError when the text is no JSON. The caller vouches for the shape `T`: both ends are ours. */
export const decodeWire = <T>(text: string): T =>
  JSON.parse(text, (_key, item: unknown) => (isEncoded(item) ? BigInt(item.$n) : item)) as T;
