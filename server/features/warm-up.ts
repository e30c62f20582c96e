/**
 * Whether a window has been seen whole since its data began. A gap starts it anew: half a window
 * of order flow is not a small order flow, it is an unknown one.
 */
export class WarmUp {
  #since = Number.NaN;

  /** Data arrived at `at`. */
  begin(at: number): void {
    if (Number.isNaN(this.#since)) this.#since = at;
  }

  covers(windowMicros: number, at: number): boolean {
    return at - this.#since >= windowMicros;
  }

  /** 0 to 1; 0 before any data. */
  share(windowMicros: number, at: number): number {
    return Number.isNaN(this.#since) ? 0 : Math.min(1, Math.max(0, (at - this.#since) / windowMicros));
  }

  reset(): void {
    this.#since = Number.NaN;
  }

  save(): number | null {
    return Number.isNaN(this.#since) ? null : this.#since;
  }

  restore(since: number | null): void {
    this.#since = since ?? Number.NaN;
  }
}
