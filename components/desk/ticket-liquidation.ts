/** Where the venue would take over the position that an order leads to: about, for its fills are not known yet. */
import { initialMarginAtoms, maintenanceAtoms, markNotionalAtoms } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { liquidationTicks } from "@/server/domain/liquidation-price";
import type { Position } from "@/server/domain/portfolio";
import type { CheckInput } from "./order-checks";
import { marginOf, markHalfTicksOf, positionOf } from "./order-funds";

type Filled = { readonly filledLots: number; readonly filledAtoms: bigint };

/** Ticks; null when no price would do it, or none is known. */
export function liquidationAfter(
  { draft, spec, book, account, instruments }: CheckInput,
  filled: Filled,
): number | null {
  const half = markHalfTicksOf(account, spec, book);
  const position = positionOf(account, spec);
  const { mode, leverage } = marginOf(account, spec);
  const after = positionAfter(position, { ...filled, sign: draft.side === "buy" ? 1 : -1 });
  const mark = half === null ? null : half * 500_000;
  const opened = initialMarginAtoms(after.openedAtoms, leverage);
  const others = account.positions.filter(
    (other) => other !== position && other.sizeLots !== 0 && other.margin?.mode === "cross",
  );
  const backing =
    mode === "isolated"
      ? { balanceAtoms: share(position?.margin?.initialAtoms ?? 0n, after.kept) + opened, maintenanceAtoms: 0n }
      : {
          balanceAtoms: others.reduce((sum, { unrealisedAtoms }) => sum + (unrealisedAtoms ?? 0n), account.cashAtoms),
          maintenanceAtoms: others.reduce((sum, other) => sum + neededBy(other, instruments), 0n),
        };
  return liquidationTicks({ spec, held: after.held, mark }, backing);
}

type Kept = readonly [part: number, of: number];

/** Size and cost after the fills, what of them was opened, and how much of the old position is kept. */
function positionAfter(
  position: Position | null,
  { filledLots, filledAtoms, sign }: Filled & { readonly sign: 1 | -1 },
) {
  const [oldLots, oldCost] = [position?.sizeLots ?? 0, position?.costAtoms ?? 0n];
  const sizeLots = oldLots + sign * filledLots;
  const isAdding = oldLots * sign >= 0;
  const closed = isAdding ? 0 : Math.min(filledLots, Math.abs(oldLots));
  const openedAtoms = filledLots === 0 ? 0n : share(filledAtoms, [filledLots - closed, filledLots]);
  const kept: Kept = [Math.abs(oldLots) - closed, Math.abs(oldLots)];
  const costAtoms = share(oldCost, kept) + BigInt(sign) * openedAtoms;
  return { held: { sizeLots, costAtoms }, openedAtoms, kept };
}

const share = (value: bigint, [part, of]: Kept): bigint => (of === 0 ? 0n : (value * BigInt(part)) / BigInt(of));

function neededBy({ instrumentId, sizeLots, markHalfTicks }: Position, instruments: readonly InstrumentSpec[]): bigint {
  const spec = instruments.find(({ id }) => id === instrumentId);
  if (spec?.contract == null || markHalfTicks === null) return 0n;
  return maintenanceAtoms(spec.contract, markNotionalAtoms(spec, sizeLots, markHalfTicks * 500_000));
}
