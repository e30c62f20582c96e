/** How round trips came out after their fees, atoms; one that came out even counts as lost. */
export type TradeRecord = Readonly<{
  wins: number;
  losses: number;
  winAtoms: bigint;
  /** Without its sign. */
  lossAtoms: bigint;
}>;

export type OriginRecord = TradeRecord & Readonly<{ origin: string }>;

export const NO_TRADES: TradeRecord = { wins: 0, losses: 0, winAtoms: 0n, lossAtoms: 0n };

export const withTrade = (record: TradeRecord, pnlAtoms: bigint): TradeRecord =>
  pnlAtoms > 0n
    ? { ...record, wins: record.wins + 1, winAtoms: record.winAtoms + pnlAtoms }
    : { ...record, losses: record.losses + 1, lossAtoms: record.lossAtoms - pnlAtoms };

/** Those of one origin, or with null of the whole desk. */
export function recordOf(records: readonly OriginRecord[], origin: string | null): TradeRecord {
  return records
    .filter((record) => origin === null || record.origin === origin)
    .reduce<TradeRecord>(
      (sum, each) => ({
        wins: sum.wins + each.wins,
        losses: sum.losses + each.losses,
        winAtoms: sum.winAtoms + each.winAtoms,
        lossAtoms: sum.lossAtoms + each.lossAtoms,
      }),
      NO_TRADES,
    );
}
