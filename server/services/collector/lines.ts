/** The connections of a venue's markets: each comes and goes by itself, with its own instruments. */
import { type InstrumentSpec, type Product, productOf } from "@/server/domain/instrument";
import type { ConnectionStatus } from "./feed-status";

export type Line = {
  readonly instruments: readonly number[];
  status: ConnectionStatus;
  /** Market time of its last message, µs. */
  lastMessageAt: number;
};

export class Lines {
  readonly #lines = new Map<Product, Line>();
  readonly #products: readonly Product[];

  /** @param since wall time */
  constructor(specs: readonly InstrumentSpec[], since: number) {
    this.#products = specs.map(productOf);
    for (const product of new Set(this.#products)) {
      const instruments = [...specs.keys()].filter((i) => this.#products[i] === product);
      const status = { isOpen: false, text: "Connecting.", since };
      this.#lines.set(product, { instruments, status, lastMessageAt: 0 });
    }
  }

  /** Undefined of a market that none of the instruments is of. */
  get(product: Product): Line | undefined {
    return this.#lines.get(product);
  }

  all(): readonly Line[] {
    return [...this.#lines.values()];
  }

  isOpen(instrument: number): boolean {
    return this.#lines.get(this.#products[instrument] ?? "spot")?.status.isOpen ?? false;
  }

  /** By instrument. */
  statuses(): readonly ConnectionStatus[] {
    return this.#products.flatMap((product) => this.#lines.get(product)?.status ?? []);
  }
}
