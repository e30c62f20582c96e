/** JSON as PostgreSQL takes it: it stores neither NUL nor half of a surrogate pair. */

const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** Text that PostgreSQL can store: what it cannot becomes U+FFFD. */
export const toStorable = (text: string): string => text.replace(UNSTORABLE, "\uFFFD");

/** Bigints become decimal strings, which NUMERIC columns read exactly. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "bigint") return item.toString();
    return typeof item === "string" ? toStorable(item) : item;
  });
