import type { InstrumentSpec } from "@/server/domain/instrument";
import type { RouterOutputs } from "@/server/trpc/root";

/** The desk whose journal is open: the present one, or an earlier one by `?desk=`. */
export type JournalDesk = RouterOutputs["desks"]["get"];

/** Rows of an instrument that the desk no longer has cannot be written in its units. */
export const specOf = (desk: JournalDesk, instrumentId: string): InstrumentSpec | null =>
  desk.settings.instruments.find((spec) => spec.id === instrumentId) ?? null;
