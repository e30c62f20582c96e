/**
 * What waits for its time: requests that arrive at the venue, markouts, reports that reach the desk,
 * equity samples. In that order within one event; reports and samples among themselves by time.
 */
import { MICROS_PER_SECOND, micros } from "@/server/domain/micros";
import type { Parts } from "./parts";

export class Due {
  readonly #parts: Parts;
  /** Whole second of the next equity sample, µs; null before the first event. */
  #nextSample: number | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The first event: the books are opened and sampling begins. */
  start(): void {
    const { clock, portfolio, risk, breakers } = this.#parts;
    portfolio.open(clock.micros());
    breakers.listen(clock.now);
    risk.open();
    this.#nextSample = Math.ceil(clock.now / MICROS_PER_SECOND) * MICROS_PER_SECOND;
  }

  /** Requests and markouts of instruments that stayed quiet for the watermark. */
  runQuiet(): void {
    const { clock, exchange, funding, markouts, settings } = this.#parts;
    funding.runQuiet(clock.now);
    exchange.runQuiet();
    this.#lookAtMargin(clock.now - settings.watermarkMicros);
    markouts.runQuiet(clock.now);
  }

  /** What comes before an event of the instrument stamped `exchangeAt`. */
  runBefore(instrument: number, exchangeAt: number): void {
    const { exchange, funding, markouts, wake } = this.#parts;
    funding.runBefore(instrument, exchangeAt);
    exchange.runBefore(instrument, exchangeAt);
    this.#lookAtMargin(exchangeAt);
    markouts.runBefore(instrument, exchangeAt);
    wake.venueAt[instrument] = this.#nextAtVenue(instrument);
  }

  /** What the desk knows by now; then looks when it must be woken next. */
  runKnown(): void {
    const { clock, wake, exchange, funding, markouts, host, gate, flattener, timeouts, status, brackets } = this.#parts;
    if (host.hasRefusals) host.tellRefusals();
    let [hasReports, hasSampled] = [false, false];
    for (;;) {
      const sampleAt = this.#nextSample ?? Number.POSITIVE_INFINITY;
      const until = Math.min(sampleAt, clock.now);
      const report = exchange.reports.takeDue(Math.min(until, exchange.watch.nextAt, status.nextAt));
      if (report) {
        this.#parts.reportDesk.apply(report);
        hasReports = true;
        continue;
      }
      const hadNoAnswer = timeouts.step(Math.min(until, status.nextAt));
      if (hadNoAnswer !== null) hasReports ||= hadNoAnswer;
      else if (status.nextAt <= until) status.step(until);
      else if (sampleAt <= clock.now) {
        this.#sample(Math.min(exchange.reports.nextAt, clock.now));
        hasSampled = true;
      } else break;
    }
    if (hasReports || hasSampled) this.#watchRisk();
    if (hasReports) brackets.step();
    if (hasReports && gate.flattening) flattener.step();
    wake.at = Math.min(
      exchange.nextDue(),
      status.nextAt,
      markouts.nextQuiet(),
      funding.nextQuiet(),
      this.#nextSample ?? Number.POSITIVE_INFINITY,
    );
    if (host.hasRefusals) wake.notify(clock.now);
  }

  /** Once all that is known by now has been taken in. */
  #watchRisk(): void {
    const { portfolio, equityWatch, breakers, exits, control } = this.#parts;
    equityWatch.onEquity(portfolio.equityAtoms());
    breakers.look();
    control.takeBack();
    exits.step();
  }

  save(): number | null {
    return this.#nextSample;
  }

  /** Wake times are not part of the state; `wake.at` of fresh parts lets the next event look for itself. */
  load(nextSample: number | null): void {
    const { markets, wake } = this.#parts;
    this.#nextSample = nextSample;
    for (const { index } of markets) wake.venueAt[index] = this.#nextAtVenue(index);
  }

  #nextAtVenue(instrument: number): number {
    const { exchange, funding, markouts } = this.#parts;
    // Funding comes before what is stamped at its very time.
    return Math.min(exchange.nextArrival(instrument), markouts.nextDue(instrument), funding.nextAt(instrument) - 1);
  }

  #lookAtMargin(at: number): void {
    if (this.#parts.account.isDirty) this.#parts.marginWatch.look(at);
  }

  /** The last whole second up to `until`: after a jump of the clock the seconds between are left out. */
  #sample(until: number): void {
    const at = Math.floor(until / MICROS_PER_SECOND) * MICROS_PER_SECOND;
    this.#nextSample = at + MICROS_PER_SECOND;
    const { portfolio, books } = this.#parts;
    portfolio.sampleSecond(micros(at));
    books.onSecond(at);
  }
}
