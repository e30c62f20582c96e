const LENGTH_MAX = 40;

/** A title as a name that stands in addresses: `BTC, 15 min` is `btc-15-min`. */
export const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LENGTH_MAX)
    .replaceAll(/^-+|-+$/g, "");
