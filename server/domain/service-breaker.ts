/**
 * Keeps us from asking an outside service that does not answer (DOMAIN.md 5): CLOSED lets everything pass; 5
 * failures in a row open it; 30 s later it is HALF_OPEN and lets one probe pass, which decides.
 *
 * Some services are only watched: their failures are counted and shown alike, but nothing is withheld, because the way
 * of a kill leads through them (`withholds`). Pure: the time is the caller's, µs.
 */
import type { Micros } from "./micros";

export type ServiceState = "CLOSED" | "OPEN" | "HALF_OPEN";

export type ServiceStatus = Readonly<{
  /** For people, e.g. "binance spot REST". */
  name: string;
  state: ServiceState;
  /** In a row. */
  failures: number;
  /** Null before the first. */
  lastFailure: Readonly<{ at: Micros; text: string }> | null;
  /** Until then it is not asked; null while it may be. */
  retryAt: Micros | null;
  withholds: boolean;
}>;

export const FAILURES_MAX = 5;
export const OPEN_MICROS = 30_000_000;
const TEXT_MAX = 300;

export type ServiceBreakerOptions = Readonly<{ name: string; withholds: boolean }>;

export class ServiceBreaker {
  readonly #options: ServiceBreakerOptions;
  #failures = 0;
  #openedAt: number | null = null;
  #isProbing = false;
  #lastFailure: ServiceStatus["lastFailure"] = null;

  constructor(options: ServiceBreakerOptions) {
    this.#options = options;
  }

  state(now: number): ServiceState {
    if (this.#openedAt === null) return "CLOSED";
    return now - this.#openedAt >= OPEN_MICROS ? "HALF_OPEN" : "OPEN";
  }

  /** Whether a request may be made now. In HALF_OPEN the first one to ask is the probe. */
  mayTry(now: number): boolean {
    if (!this.#options.withholds) return true;
    const state = this.state(now);
    if (state !== "HALF_OPEN") return state === "CLOSED";
    if (this.#isProbing) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openedAt = null;
    this.#isProbing = false;
  }

  failed(now: number, text: string): void {
    const state = this.state(now);
    this.#failures++;
    this.#lastFailure = { at: now as Micros, text: text.slice(0, TEXT_MAX) };
    if (state === "HALF_OPEN" || (state === "CLOSED" && this.#failures >= FAILURES_MAX)) this.#openedAt = now;
    this.#isProbing = false;
  }

  /** µs until a request may be made; 0 when one may. */
  waitMicros(now: number): number {
    if (this.#openedAt === null || !this.#options.withholds) return 0;
    return Math.max(0, this.#openedAt + OPEN_MICROS - now);
  }

  status(now: number): ServiceStatus {
    const wait = this.waitMicros(now);
    return {
      ...this.#options,
      state: this.state(now),
      failures: this.#failures,
      lastFailure: this.#lastFailure,
      retryAt: wait > 0 ? ((now + wait) as Micros) : null,
    };
  }
}
