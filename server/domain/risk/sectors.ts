/** What kind of thing an asset is, so that its risks can be added up (DOMAIN.md 5). */
export const SECTORS = ["L1", "L2", "DeFi", "meme", "stable", "other"] as const;
export type Sector = (typeof SECTORS)[number];

/** Assets that are known; a desk's settings may say otherwise, and what nobody named is "other". */
const KNOWN: Readonly<Record<Exclude<Sector, "other">, readonly string[]>> = {
  L1: [
    "BTC",
    "ETH",
    "SOL",
    "BNB",
    "ADA",
    "AVAX",
    "DOT",
    "TRX",
    "XRP",
    "LTC",
    "BCH",
    "NEAR",
    "ATOM",
    "TON",
    "SUI",
    "APT",
  ],
  L2: ["ARB", "OP", "MATIC", "POL", "STRK", "ZK", "MNT", "IMX", "METIS"],
  DeFi: ["UNI", "AAVE", "LINK", "MKR", "CRV", "COMP", "SNX", "LDO", "SUSHI", "DYDX", "PENDLE", "JUP"],
  meme: ["DOGE", "SHIB", "PEPE", "WIF", "BONK", "FLOKI"],
  stable: ["USDT", "USDC", "DAI", "TUSD", "FDUSD", "BUSD", "USDP", "PYUSD", "UST"],
};

const SECTOR_OF = new Map<string, Sector>(
  Object.entries(KNOWN).flatMap(([sector, bases]) => bases.map((base) => [base, sector as Sector] as const)),
);

/** @param overrides  by base asset, e.g. `{ LINK: "other" }` */
export const sectorOf = (base: string, overrides: Readonly<Record<string, Sector>>): Sector =>
  overrides[base] ?? SECTOR_OF.get(base) ?? "other";
