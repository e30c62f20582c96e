/**
 * Keeps us from asking an outside service that does not answer (DOMAIN 5): CLOSED lets everything pass; 5
 * failures in a row open it; 30 s later it is HALF_OPEN and lets one probe pass, which decides.
 * Pure: the time is the caller's, µs.
 */
export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN";

export const FAILURES_MAX = 5;
export const OPEN_MICROS = 30_000_000;

export class ServiceBreaker {
  #failures = 0;
  #openedAt: number | null = null;
  #isProbing = false;

  state(now: number): BreakerState {
    if (this.#openedAt === null) return "CLOSED";
    return now - this.#openedAt >= OPEN_MICROS ? "HALF_OPEN" : "OPEN";
  }

  /** Whether a request may be made now. In HALF_OPEN the first one to ask is the probe. */
  mayTry(now: number): boolean {
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

  failed(now: number): void {
    this.#failures++;
    if (this.#isProbing || (this.#openedAt === null && this.#failures >= FAILURES_MAX)) this.#openedAt = now;
    this.#isProbing = false;
  }

  /** µs until a request may be made; 0 when one may. */
  waitMicros(now: number): number {
    return this.#openedAt === null ? 0 : Math.max(0, this.#openedAt + OPEN_MICROS - now);
  }
}
