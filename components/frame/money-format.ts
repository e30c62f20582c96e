import { divideRounded, NARROW_SPACE, scaled } from "@/components/ui/number-format";
import { ATOMS_PER_UNIT } from "@/server/domain/atoms";

/** `9 998.12`: two decimals, rounded half away from zero, thousands set apart by a thin space. */
export const toMoney = (atoms: bigint, decimals = 2): string =>
  scaled(divideRounded(atoms * 10n ** BigInt(decimals), ATOMS_PER_UNIT), decimals, NARROW_SPACE);

/** As `toMoney` with a plus before gains; a rounded zero has no sign. */
export function toSignedMoney(atoms: bigint, decimals = 2): string {
  const text = toMoney(atoms, decimals);
  if (!/[1-9]/.test(text)) return text.replace("−", "");
  return atoms > 0n ? `+${text}` : text;
}

/** `a / b` as a floating-point ratio; null where there is nothing to compare with. For display only. */
export const ratioOf = (a: bigint, b: bigint): number | null =>
  b === 0n ? null : Number((a * 1_000_000_000n) / b) / 1e9;
