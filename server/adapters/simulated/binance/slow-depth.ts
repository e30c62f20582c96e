import { z } from "zod";

/** `@depth`: the diffs of a second as one, made from those of its tenths while somebody listens to it. */
const level = z.tuple([z.string(), z.string()]);
const diff = z.object({
  e: z.string(),
  E: z.number(),
  T: z.number().optional(),
  pu: z.number().optional(),
  s: z.string(),
  U: z.number(),
  u: z.number(),
  b: z.array(level),
  a: z.array(level),
});

type Diff = z.infer<typeof diff>;
type Gathered = { first: Diff; last: Diff; bids: Map<string, string>; asks: Map<string, string> };

const FAST = "@depth@100ms";

/** The slow name of a fast depth stream, null of any other. */
export const slowNameOf = (stream: string): string | null =>
  stream.endsWith(FAST) ? stream.slice(0, -"@100ms".length) : null;

export class SlowDepth {
  readonly #gathered = new Map<string, Gathered>();

  /** @param stream slow name */
  add(stream: string, data: string): void {
    const next = diff.parse(JSON.parse(data));
    const known = this.#gathered.get(stream) ?? { first: next, last: next, bids: new Map(), asks: new Map() };
    known.last = next;
    for (const [price, size] of next.b) known.bids.set(price, size);
    for (const [price, size] of next.a) known.asks.set(price, size);
    this.#gathered.set(stream, known);
  }

  flush(publish: (stream: string, data: string) => void): void {
    for (const [stream, { first, last, bids, asks }] of this.#gathered) {
      const { e, E, T, s, u } = last;
      publish(stream, JSON.stringify({ e, E, T, s, U: first.U, u, pu: first.pu, b: [...bids], a: [...asks] }));
    }
    this.#gathered.clear();
  }
}
