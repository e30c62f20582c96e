/**
 * Engine state to plain JSON data and back. Bigints travel as {"$atoms": "123"}; the mark differs
 * from the wire's so that a checkpoint inside a wire message comes out as it went in.
 */
const MARK = "$atoms";

/** A deep copy as JSON data. @throws TypeError naming the path of what JSON cannot carry (NaN, Infinity, functions). */
export function toPlain(value: unknown, path = "state"): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError(`${path} must be a finite number, was ${value}`);
    return value === 0 ? 0 : value;
  }
  if (typeof value === "bigint") return { [MARK]: value.toString() };
  if (Array.isArray(value)) return value.map((item, i) => toPlain(item, `${path}[${i}]`));
  if (typeof value === "object" && isPlainObject(value)) {
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) copy[key] = toPlain(item, `${path}.${key}`);
    }
    return copy;
  }
  throw new TypeError(`${path} must be plain data, was ${describe(value)}`);
}

/** The way back of `toPlain`; a deep copy too. */
export function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  const mark = record[MARK];
  if (typeof mark === "string") return BigInt(mark);
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, fromPlain(item)]));
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const describe = (value: unknown): string =>
  typeof value === "object" && value !== null ? `a ${value.constructor.name}` : `a ${typeof value}`;
