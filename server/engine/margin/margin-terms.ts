import type { DeskSettings, MarginMode } from "@/server/domain/desk-settings";

export type Terms = Readonly<{ mode: MarginMode; leverage: number }>;

/** Margin mode and leverage by instrument. They change only while nothing is held and nothing works there. */
export class MarginTerms {
  #terms: Terms[];

  constructor({ instruments, execution: { margin } }: DeskSettings) {
    this.#terms = instruments.map(() => margin);
  }

  of(instrument: number): Terms {
    return this.#terms[instrument] ?? { mode: "isolated", leverage: 1 };
  }

  set(instrument: number, terms: Terms): void {
    this.#terms[instrument] = terms;
  }

  save(): readonly Terms[] {
    return this.#terms;
  }

  load(terms: readonly Terms[]): void {
    this.#terms = [...terms];
  }
}
