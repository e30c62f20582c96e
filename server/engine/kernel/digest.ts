/**
 * A running 64-bit fingerprint of plain data, for telling runs apart and damage from health; no
 * defence against malice. The order of keys does not count, so a value that went through JSONB
 * (which re-orders them) keeps its fingerprint. Two multiply-rotate lanes after MurmurHash3
 * (Austin Appleby, public domain), integer operations only.
 */
export type DigestState = readonly [number, number];

const SEED: DigestState = [0x9368e53c | 0, 0x2f6e2b1d];

const scratch = new DataView(new ArrayBuffer(8));

const TAG = { null: 1, boolean: 2, integer: 3, double: 4, text: 5, bigint: 6, list: 7, record: 8 } as const;

export class Digest {
  #left: number;
  #right: number;

  constructor([left, right]: DigestState = SEED) {
    this.#left = left | 0;
    this.#right = right | 0;
  }

  /** @throws TypeError for what is no plain data (functions, symbols). */
  add(value: unknown): void {
    if (value === null || value === undefined) this.#word(TAG.null);
    else if (typeof value === "boolean") this.#tagged(TAG.boolean, value ? 1 : 0);
    else if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") this.#text(TAG.text, value);
    else if (typeof value === "bigint") this.#bigint(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (typeof value === "object") this.#record(value as Readonly<Record<string, unknown>>);
    else throw new TypeError(`plain data is needed, was a ${typeof value}`);
  }

  /** 16 hex digits. The digest can go on after it. */
  hex(): string {
    const left = finish(this.#left ^ Math.imul(this.#right, 0x9e3779b1));
    const right = finish(this.#right ^ left);
    return left.toString(16).padStart(8, "0") + right.toString(16).padStart(8, "0");
  }

  save(): DigestState {
    return [this.#left, this.#right];
  }

  #word(word: number): void {
    const scrambled = Math.imul(word, 0xcc9e2d51);
    const left = this.#left ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
    this.#left = (Math.imul((left << 13) | (left >>> 19), 5) + 0xe6546b64) | 0;
    const right = Math.imul(this.#right ^ word, 0x85ebca6b);
    this.#right = (((right << 17) | (right >>> 15)) + left) | 0;
  }

  #tagged(tag: number, word: number): void {
    this.#word(tag);
    this.#word(word);
  }

  #number(value: number): void {
    if (value === (value | 0)) return this.#tagged(TAG.integer, value | 0);
    scratch.setFloat64(0, value, true);
    this.#tagged(TAG.double, scratch.getInt32(0, true));
    this.#word(scratch.getInt32(4, true));
  }

  /** As 64 bits where it fits, which all money does: writing it out in decimals costs ten times as much. */
  #bigint(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) return this.#text(TAG.bigint, value.toString());
    scratch.setBigInt64(0, value, true);
    // No text has a negative length, so it is no other bigint.
    this.#tagged(TAG.bigint, -1);
    this.#word(scratch.getInt32(0, true));
    this.#word(scratch.getInt32(4, true));
  }

  #text(tag: number, text: string): void {
    this.#tagged(tag, text.length);
    for (let i = 0; i < text.length; i++) this.#word(text.charCodeAt(i));
  }

  #entry(key: string, value: unknown): void {
    const pictures = typeof value === "object" && value !== null ? pictureStates.get(key) : undefined;
    const known = pictures?.get(value as object);
    if (known) {
      this.#left = known.left;
      this.#right = known.right;
      return;
    }
    this.#key(key);
    this.add(value);
    pictures?.set(value as object, { left: this.#left, right: this.#right });
  }

  /** Starts an entry of a record. */
  #key(key: string): void {
    const known = keyStates.get(key);
    if (known) {
      this.#left = known.left;
      this.#right = known.right;
      return;
    }
    this.#left = SEED[0];
    this.#right = SEED[1];
    this.#text(TAG.text, key);
    if (keyStates.size < KEYS_MAX) keyStates.set(key, { left: this.#left, right: this.#right });
  }

  #list(items: readonly unknown[]): void {
    this.#tagged(TAG.list, items.length);
    for (const item of items) this.add(item);
  }

  /** Entries are mixed one by one and summed up, which is the same in any order and spares the sorting. */
  #record(record: Readonly<Record<string, unknown>>): void {
    const [left, right] = [this.#left, this.#right];
    let [leftSum, rightSum, count] = [0, 0, 0];
    for (const key of Object.keys(record)) {
      const value = record[key];
      if (value === undefined) continue;
      this.#entry(key, value);
      leftSum = (leftSum + finish(this.#left)) | 0;
      rightSum = (rightSum + finish(this.#right)) | 0;
      count++;
    }
    this.#left = left;
    this.#right = right;
    this.#tagged(TAG.record, count);
    this.#word(leftSum);
    this.#word(rightSum);
  }
}

type KeyState = { readonly left: number; readonly right: number };

/** The state after a key: a desk's records have a few hundred, and hashing them was half of an effect's cost. */
const keyStates = new Map<string, KeyState>();
/**
 * The state after a picture of the book, which never changes and goes out again with each change of its order.
 */
const pictureStates: ReadonlyMap<string, WeakMap<object, KeyState>> = new Map([
  ["decisionBook", new WeakMap()],
  ["arrivalBook", new WeakMap()],
]);
/** Keys that are data (order ids, say) do not fill the memory. */
const KEYS_MAX = 4_096;

/** Fingerprint of one value, 16 hex digits. */
export function fingerprint(value: unknown): string {
  const digest = new Digest();
  digest.add(value);
  return digest.hex();
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
