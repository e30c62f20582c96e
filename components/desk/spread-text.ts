import { toBps } from "@/components/ui/number-format";

/** A spread in basis points. Below a tenth one decimal would read as nothing, so it gets three. */
export const toSpreadText = (bps: number): string => (bps < 0.095 ? `${bps.toFixed(3)} bp` : toBps(bps));
