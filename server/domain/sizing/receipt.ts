/** The arithmetic of a size as it grows: an amount, and a line for each step that made it. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { SizingLine } from "@/server/domain/sizing";
import { moneyText } from "./sizing-words";

export type Receipt = Readonly<{
  spec: InstrumentSpec;
  /** What the position may be worth so far, settlement atoms. */
  atoms: bigint;
  lines: readonly SizingLine[];
  /** Why nothing may be bought or sold; null while something may. */
  refusal: string | null;
}>;

const PPM = 1_000_000n;

export const withLine = (receipt: Receipt, label: string, value: string): Receipt => ({
  ...receipt,
  lines: [...receipt.lines, { label, value }],
});

/** The amount after a step, and its line. */
export const withAtoms = (receipt: Receipt, atoms: bigint, label: string): Receipt =>
  withLine({ ...receipt, atoms }, label, moneyText(receipt.spec, atoms));

/** Cut to whole atoms. */
export const timesPpm = (receipt: Receipt, ppm: number, label: string): Receipt =>
  withAtoms(receipt, (receipt.atoms * BigInt(ppm)) / PPM, label);

/** The first refusal stands. */
export const refused = (receipt: Receipt, refusal: string): Receipt =>
  receipt.refusal === null ? withLine({ ...receipt, atoms: 0n, refusal }, `No size: ${refusal}`, "0") : receipt;
