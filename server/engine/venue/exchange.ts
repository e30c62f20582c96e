/**
 * The venue: requests on their way in, our orders there, and reports on their way back. It acts in
 * exchange time; the desk learns of it a response latency later (docs/engine.md).
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import { Rng, type RngState } from "@/server/engine/kernel/rng";
import { TimedQueue, type Wake } from "@/server/engine/kernel/scheduler";
import { reason } from "@/server/engine/risk/reason";
import { acceptAmend, acceptCancel, acceptNew } from "./arrivals";
import { Consumption, type ConsumptionState } from "./consumption";
import { Latency } from "./latency";
import { queueModel } from "./queue-models";
import type { TraceSink } from "./queue-trace";
import type { RequestBody, VenueFill, VenueReport, VenueRequest } from "./requests";
import { RestingOrders } from "./resting-orders";
import type { Moment, Venue, VenueSink } from "./venue";
import type { VenueOrder } from "./venue-order";

export type FilledAtVenue = (instrument: number, order: VenueOrder, fill: VenueFill & { happenedAt: number }) => void;

export type ExchangeDeps = Readonly<{
  clock: EngineClock;
  wake: Wake;
  settings: DeskSettings;
  markets: readonly InstrumentMarket[];
  onTrace: TraceSink;
  onFilled: FilledAtVenue;
}>;

export type ExchangeState = Readonly<{
  seq: number;
  fills: number;
  entry: RngState;
  response: RngState;
  reports: readonly VenueReport[];
  venues: readonly Readonly<{
    requests: readonly VenueRequest[];
    consumption: ConsumptionState;
    resting: readonly VenueOrder[];
  }>[];
}>;

type Desk = Venue & Readonly<{ requests: TimedQueue<VenueRequest> }>;

export class Exchange {
  readonly #deps: ExchangeDeps;
  readonly #desks: readonly Desk[];
  readonly #entry: Latency;
  readonly #response: Latency;
  /** On their way to the desk; `at` is when it knows. */
  readonly reports = new TimedQueue<VenueReport>();
  #seq = 0;
  #fills = 0;

  constructor(deps: ExchangeDeps) {
    const { settings, markets } = deps;
    this.#deps = deps;
    this.#entry = new Latency(settings.entryLatency, Rng.derive(settings.seed, "latency.entry"));
    this.#response = new Latency(settings.responseLatency, Rng.derive(settings.seed, "latency.response"));
    const model = queueModel(settings.queueModel);
    this.#desks = markets.map((market) => ({
      market,
      model,
      consumption: new Consumption(),
      resting: new RestingOrders(),
      requests: new TimedQueue<VenueRequest>(),
      sink: this.#sink(market.index),
    }));
  }

  venue(instrument: number): Venue {
    return this.#desk(instrument);
  }

  /** Sends a request. It arrives not before `notBefore`: one order's requests do not overtake one another. @returns its arrival */
  send(instrument: number, body: RequestBody, notBefore: number): number {
    const { clock, wake, settings } = this.#deps;
    const at = Math.max(clock.now + this.#entry.draw(), notBefore);
    this.#desk(instrument).requests.push({ at, seq: ++this.#seq, instrument, body });
    wake.notify(at + settings.watermarkMicros);
    wake.notifyVenue(instrument, at);
    return at;
  }

  /** Arrival of the next request of an instrument; Infinity when none is on its way. */
  nextArrival(instrument: number): number {
    return this.#desk(instrument).requests.nextAt;
  }

  /** When the quiet rule or a report needs attention next, engine time. */
  nextDue(): number {
    let due = this.reports.nextAt;
    for (const { requests } of this.#desks) due = Math.min(due, requests.nextAt + this.#deps.settings.watermarkMicros);
    return due;
  }

  /** Requests whose instrument stayed quiet: executed once the watermark has passed their arrival. */
  runQuiet(): void {
    const limit = this.#deps.clock.now - this.#deps.settings.watermarkMicros;
    for (;;) {
      const desk = this.#earliest(limit);
      const request = desk && takeRunnable(desk, (at) => at <= limit);
      if (!desk || !request) return;
      this.#run(desk, request);
    }
  }

  /** Requests that arrived before something of their instrument that is stamped `exchangeAt`. */
  runBefore(instrument: number, exchangeAt: number): void {
    const desk = this.#desk(instrument);
    for (;;) {
      const request = takeRunnable(desk, (at) => at < exchangeAt);
      if (!request) return;
      this.#run(desk, request);
    }
  }

  /** Places in the queue are lost with the book. */
  lose(instrument: number): void {
    const { resting } = this.#desk(instrument);
    for (const side of [0, 1]) for (const order of resting.side(side)) order.needsRequeue = true;
  }

  save(): ExchangeState {
    return {
      seq: this.#seq,
      fills: this.#fills,
      entry: this.#entry.save(),
      response: this.#response.save(),
      reports: this.reports.items(),
      venues: this.#desks.map(({ requests, consumption, resting }) => ({
        requests: requests.items(),
        consumption: consumption.save(),
        resting: resting.save(),
      })),
    };
  }

  load(state: ExchangeState): void {
    this.#seq = state.seq;
    this.#fills = state.fills;
    this.#entry.load(state.entry);
    this.#response.load(state.response);
    this.reports.load(state.reports);
    state.venues.forEach((venue, i) => {
      const desk = this.#desk(i);
      desk.requests.load(venue.requests);
      desk.consumption.load(venue.consumption);
      desk.resting.load(venue.resting);
    });
  }

  #desk(instrument: number): Desk {
    return this.#desks[instrument] ?? this.#deps.clock.fail(`there is no instrument ${instrument}`);
  }

  /** The venue with the first runnable request that arrived by `limit`. */
  #earliest(limit: number): Desk | undefined {
    let found: Desk | undefined;
    let first: VenueRequest | undefined;
    for (const desk of this.#desks) {
      if (desk.requests.nextAt > limit) continue;
      const request = desk.requests.items().find((item) => item.at <= limit && canRun(desk, item));
      if (!request || (first && (first.at < request.at || (first.at === request.at && first.seq < request.seq))))
        continue;
      found = desk;
      first = request;
    }
    return found;
  }

  #run(desk: Desk, { at, body }: VenueRequest): void {
    // A request that had to wait for a book is executed at that book's time.
    const happensAt = Math.max(at, desk.market.book.isReady ? desk.market.book.updatedAt() : 0);
    if (body.kind === "new") acceptNew(desk, body.order, happensAt);
    else if (body.kind === "amend") acceptAmend(desk, body, happensAt);
    else if (!this.#withdraw(desk, body, happensAt)) acceptCancel(desk, body, happensAt);
  }

  /** A cancel finds its order still waiting for the book to be known again: it never was in the market. */
  #withdraw(desk: Desk, cancel: Extract<RequestBody, { kind: "cancel" }>, at: number): boolean {
    const waiting = desk.requests.takeFirst(({ body }) => body.kind === "new" && body.order.id === cancel.orderId);
    if (!waiting) return false;
    const { reason: why } = cancel;
    const text = `${why.text}; it was still waiting for the book to be known again`;
    const body = { kind: "closed", state: "CANCELLED", reason: reason(why.rule, text) } as const;
    desk.sink.report({ id: cancel.orderId, knownAt: 0 }, desk.sink.moment(at), body);
    return true;
  }

  #sink(instrument: number): VenueSink {
    const { clock, wake, onTrace, onFilled } = this.#deps;
    const report: VenueSink["report"] = (order, moment, body) => {
      const at = Math.max(moment.knownAt, order.knownAt);
      order.knownAt = at;
      const { happenedAt } = moment;
      this.reports.push({ at, seq: ++this.#seq, happenedAt, orderId: order.id, instrument, body });
      wake.notify(at);
    };
    return {
      moment: (happenedAt): Moment => ({
        happenedAt,
        knownAt: Math.max(happenedAt + this.#response.draw(), clock.now),
      }),
      report,
      filled: (order, moment, fill) => {
        const numbered = { ...fill, number: ++this.#fills };
        onFilled(instrument, order, { ...numbered, happenedAt: moment.happenedAt });
        report(order, moment, { kind: "fill", fill: numbered });
      },
      trace: onTrace,
    };
  }
}

/** A book must be known and between messages to match on; taking a resting or waiting order back needs none. */
function canRun(desk: Desk, { body }: VenueRequest): boolean {
  const { isReady, isKnown } = desk.market.book;
  if (isReady || isKnown || body.kind !== "cancel") return isReady;
  if (desk.resting.find(body.orderId)) return true;
  return desk.requests.items().some(({ body: other }) => other.kind === "new" && other.order.id === body.orderId);
}

const takeRunnable = (desk: Desk, isDue: (at: number) => boolean): VenueRequest | undefined =>
  desk.requests.takeFirst((item) => isDue(item.at) && canRun(desk, item));
