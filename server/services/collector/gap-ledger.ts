/** The holes that are open now, by instrument and kind, and how many there were. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { Gap } from "@/server/ports/market-store";
import type { BulkWriter } from "./bulk-writer";
import type { LedgerEntry } from "./gap-writer";

type Kind = Gap["kind"];
/** What a whole book ends; a silence ends with any event. */
const ENDED_BY_BOOK: readonly Kind[] = ["sequence", "disconnect", "restart"];

export class GapLedger {
  readonly #writer: Pick<BulkWriter, "openGap">;
  readonly #open = new Map<string, LedgerEntry>();
  /** Gaps of this run; the one before it is not counted. */
  count = 0;

  constructor(writer: Pick<BulkWriter, "openGap">) {
    this.#writer = writer;
  }

  /** Does nothing while one of its kind is open. */
  open(spec: InstrumentSpec, gap: Readonly<{ kind: Kind; startedAt: Micros; text: string }>): void {
    const key = `${spec.id} ${gap.kind}`;
    if (this.#open.has(key)) return;
    this.#open.set(key, this.#writer.openGap({ ...gap, instrumentId: spec.id, endedAt: null }));
    if (gap.kind !== "restart") this.count++;
  }

  closeByBook(spec: InstrumentSpec, at: Micros): void {
    for (const kind of ENDED_BY_BOOK) this.close(spec, kind, at);
  }

  close(spec: InstrumentSpec, kind: Kind, at: Micros): void {
    const key = `${spec.id} ${kind}`;
    this.#open.get(key)?.close(at);
    this.#open.delete(key);
  }
}
