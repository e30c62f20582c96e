/** What REST endpoints share: parameters, limits and errors as the venue has them. */
import type { Listing } from "@/server/adapters/simulated/instruments";
import type { VenueModel } from "./venue-model";

export type Request = Readonly<{ model: VenueModel; query: URLSearchParams }>;
export type Endpoint = Readonly<{ weight: number; answer: (request: Request) => unknown }>;

/** The venue's own error form. */
export class VenueError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** JSON that is built as text already. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function listingOf(model: VenueModel, query: URLSearchParams): Listing {
  const symbol = query.get("symbol");
  if (symbol === null)
    throw new VenueError(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
  const listing = model.listings.find((one) => one.symbol === symbol);
  if (listing === undefined) throw new VenueError(-1121, "Invalid symbol.");
  return listing;
}

export function symbolsOf(model: VenueModel, query: URLSearchParams): readonly Listing[] {
  if (query.has("symbol")) return [listingOf(model, query)];
  const list = query.get("symbols");
  if (list === null) return model.listings;
  if (!/^\[("[A-Z0-9_]{1,20}",?)*\]$/.test(list))
    throw new VenueError(-1100, "Illegal characters found in parameter 'symbols'.");
  return [...list.matchAll(/"([A-Z0-9_]+)"/g)].map(([, symbol]) =>
    listingOf(model, new URLSearchParams({ symbol: symbol ?? "" })),
  );
}

export function numberOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d{1,16}$/.test(text)) throw new VenueError(-1100, `Illegal characters found in parameter '${name}'.`);
  return Number(text);
}

/** Over the most the venue gives the most; zero is refused. */
export function limitOf(query: URLSearchParams, bounds: Readonly<{ usual: number; most: number }>): number {
  const limit = numberOf(query, "limit") ?? bounds.usual;
  if (limit < 1) throw new VenueError(-1130, "Data sent for parameter 'limit' is not valid.");
  return Math.min(limit, bounds.most);
}
