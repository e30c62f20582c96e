/**
 * The venue: requests on their way in, our orders there, and reports on their way back. It acts in
 * exchange time; the desk learns of it a response latency later (docs/engine.md).
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { SIDE } from "@/server/domain/market-block";
import type { Reason } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import { TimedQueue, type Wake } from "@/server/engine/kernel/scheduler";
import type { VenueAccount } from "@/server/engine/margin/venue-account";
import { reason } from "@/server/engine/risk/reason";
import { acceptAmend, acceptCancel, acceptNew, acceptPair } from "./arrivals";
import { Consumption, type ConsumptionState } from "./consumption";
import { expire } from "./expiry";
import { Impact, type ImpactState } from "./impact";
import { type OutageSpan, Outages, type OutagesState } from "./outages";
import { queueModel } from "./queue-models";
import type { TraceSink } from "./queue-trace";
import { type RateLimitState, VenueRateLimit } from "./rate-limit";
import { RequestWatch, type RequestWatchState } from "./request-watch";
import {
  isOwn,
  newOrders,
  type OwnBody,
  type ReportBody,
  type RequestBody,
  type VenueFill,
  type VenueReport,
  type VenueRequest,
} from "./requests";
import { RestingOrders } from "./resting-orders";
import { enterTriggered, tellLater } from "./triggers";
import { turnAway } from "./turned-away";
import { findOrder, type Moment, type Venue, type VenueSink } from "./venue";
import type { VenueOrder } from "./venue-order";
import { WaitingOrders } from "./waiting-orders";
import { Ways, type WaysState } from "./ways";

export type FilledAtVenue = (instrument: number, order: VenueOrder, fill: VenueFill & { happenedAt: number }) => void;

export type ExchangeDeps = Readonly<{
  clock: EngineClock;
  wake: Wake;
  settings: DeskSettings;
  markets: readonly InstrumentMarket[];
  account: VenueAccount;
  /** Null in a lane that nobody sees: no traces, no pictures of the book. */
  onTrace: TraceSink | null;
  onFilled: FilledAtVenue;
}>;

export type ExchangeState = Readonly<{
  seq: number;
  fills: number;
  ways: WaysState;
  outages: OutagesState;
  rate: RateLimitState;
  watch: RequestWatchState;
  moneyKnownAt: number;
  reports: readonly VenueReport[];
  held: readonly VenueReport[];
  venues: readonly Readonly<{
    requests: readonly VenueRequest[];
    consumption: ConsumptionState;
    impact: ImpactState;
    resting: readonly VenueOrder[];
    waiting: readonly VenueOrder[];
  }>[];
}>;

type Sending = Readonly<{
  /** Arrival of the order's last request: they do not overtake one another. 0 for a new order. */
  notBefore: number;
  /** How often it was sent before. */
  retries?: number;
}>;

type Desk = Venue & Readonly<{ requests: TimedQueue<VenueRequest> }>;

export class Exchange {
  readonly #deps: ExchangeDeps;
  readonly #desks: readonly Desk[];
  readonly #ways: Ways;
  readonly #outages: Outages;
  readonly #rate: VenueRateLimit;
  /** What the desk sent and has not heard of for long. */
  readonly watch: RequestWatch;
  /** On their way to the desk; `at` is when it knows. */
  readonly reports = new TimedQueue<VenueReport>();
  /** Made behind a shut door whose opening nobody knows yet; `at` is as if it were open. */
  #held: VenueReport[] = [];
  #seq = 0;
  #fills = 0;
  /** When the desk will know the last thing said about its money. */
  #moneyKnownAt = 0;

  constructor(deps: ExchangeDeps) {
    const { settings, markets } = deps;
    this.#deps = deps;
    this.#ways = new Ways(settings);
    this.#outages = new Outages(settings.execution.outages);
    this.#rate = new VenueRateLimit(settings.execution.venueOrdersPer10s);
    this.watch = new RequestWatch({ wake: deps.wake, timeoutMicros: settings.execution.requestTimeoutMicros });
    const model = queueModel(settings.queueModel);
    this.#desks = markets.map((market) => ({
      market,
      model,
      consumption: new Consumption(market.own),
      impact: new Impact(settings.execution.impact, market.spec.id),
      resting: new RestingOrders(market.own),
      waiting: new WaitingOrders(),
      positionLots: () => deps.account.lots(market.index),
      credit: () => deps.account.credit(market.index),
      requests: new TimedQueue<VenueRequest>(),
      sink: this.#sink(market.index),
    }));
  }

  venue(instrument: number): Venue {
    return this.#desk(instrument);
  }

  /** Sends a request. @returns its arrival; of one that gets lost on its way, when it could have arrived at the earliest */
  send(instrument: number, body: RequestBody, { notBefore, retries = 0 }: Sending): number {
    const { clock } = this.#deps;
    const micros = this.#ways.entryMicros(clock.now);
    const at = Math.max(clock.now + (micros ?? 0), notBefore);
    const seq = ++this.#seq;
    this.watch.add({ seq, instrument, body, sentAt: clock.now, arrivesAt: at, retries });
    if (micros === null) {
      this.watch.lose(seq, "way");
      return at;
    }
    this.#schedule({ at, seq, instrument, body });
    return at;
  }

  /** Arrival of the next request of an instrument; Infinity when none is on its way. */
  nextArrival(instrument: number): number {
    return this.#desk(instrument).requests.nextAt;
  }

  /** The outage that holds at a venue time. */
  outageAt(time: number): OutageSpan | null {
    return this.#outages.at(time);
  }

  /** The market says that the venue stopped taking requests. @returns whether that is news */
  beginOutage(from: number): boolean {
    return this.#outages.begin(from);
  }

  /** The market says that it takes them again: what happened meanwhile is told now. @returns the outage that ended */
  endOutage(to: number): OutageSpan | null {
    const ended = this.#outages.end(to);
    if (ended === null) return null;
    let at = 0;
    for (const report of this.#held) {
      // In the venue's order: none overtakes another.
      at = Math.max(at, to + report.at - report.happenedAt);
      this.#tell({ ...report, at });
      // Nor does what happens to its order from now on.
      const order = findOrder(this.#desk(report.instrument), report.orderId);
      if (order) order.knownAt = Math.max(order.knownAt, at);
      if (MONEY.has(report.body.kind)) this.#moneyKnownAt = Math.max(this.#moneyKnownAt, at);
    }
    this.#held = [];
    return ended;
  }

  /** When the quiet rule, a report or a request without an answer needs attention next, engine time. */
  nextDue(): number {
    let due = Math.min(this.reports.nextAt, this.watch.nextAt);
    for (const { requests } of this.#desks) due = Math.min(due, requests.nextAt + this.#deps.settings.watermarkMicros);
    return due;
  }

  /** Requests whose instrument stayed quiet: executed once the watermark has passed their arrival. */
  runQuiet(): void {
    const limit = this.#deps.clock.now - this.#deps.settings.watermarkMicros;
    for (;;) {
      const desk = this.#earliest(limit);
      const request = desk && this.#takeRunnable(desk, (at) => at <= limit);
      if (!desk || !request) return;
      this.#run(desk, request);
    }
  }

  /** Requests that arrived before something of their instrument that is stamped `exchangeAt`. */
  runBefore(instrument: number, exchangeAt: number): void {
    const desk = this.#desk(instrument);
    for (;;) {
      const request = this.#takeRunnable(desk, (at) => at < exchangeAt);
      if (!request) return;
      this.#run(desk, request);
    }
  }

  /** Places in the queue are lost with the book. */
  lose(instrument: number): void {
    const { resting } = this.#desk(instrument);
    for (const side of [0, 1]) for (const order of resting.side(side)) order.needsRequeue = true;
  }

  /** Tells the desk of something that belongs to no order of its own. */
  tell(instrument: number, happenedAt: number, body: ReportBody): void {
    const { sink } = this.#desk(instrument);
    sink.report({ id: "", knownAt: 0 }, sink.moment(happenedAt), body);
  }

  save(): ExchangeState {
    return {
      seq: this.#seq,
      fills: this.#fills,
      ways: this.#ways.save(),
      outages: this.#outages.save(),
      rate: this.#rate.save(),
      watch: this.watch.save(),
      moneyKnownAt: this.#moneyKnownAt,
      reports: this.reports.items(),
      held: this.#held,
      venues: this.#desks.map(({ requests, consumption, impact, resting, waiting }) => ({
        requests: requests.items(),
        consumption: consumption.save(),
        impact: impact.save(),
        resting: resting.save(),
        waiting: waiting.save(),
      })),
    };
  }

  load(state: ExchangeState): void {
    this.#seq = state.seq;
    this.#fills = state.fills;
    this.#ways.load(state.ways);
    this.#outages.load(state.outages);
    this.#rate.load(state.rate);
    this.watch.load(state.watch);
    this.#moneyKnownAt = state.moneyKnownAt;
    this.reports.load(state.reports);
    this.#held = [...state.held];
    state.venues.forEach((venue, i) => {
      const desk = this.#desk(i);
      desk.requests.load(venue.requests);
      desk.consumption.load(venue.consumption);
      desk.impact.load(venue.impact);
      desk.resting.load(venue.resting);
      desk.waiting.load(venue.waiting);
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
      const request = desk.requests.items().find((item) => item.at <= limit && this.#canRun(desk, item));
      if (!request || (first && (first.at < request.at || (first.at === request.at && first.seq < request.seq))))
        continue;
      found = desk;
      first = request;
    }
    return found;
  }

  /** What gets lost at a shut door needs no book. */
  #canRun(desk: Desk, request: VenueRequest): boolean {
    const isLost = !isOwn(request.body) && this.#outages.at(request.at) !== null;
    return isLost || canMatch(desk, request);
  }

  #takeRunnable(desk: Desk, isDue: (at: number) => boolean): VenueRequest | undefined {
    return desk.requests.takeFirst((item) => isDue(item.at) && this.#canRun(desk, item));
  }

  #tell(report: VenueReport): void {
    this.reports.push(report);
    this.#deps.wake.notify(report.at);
  }

  #schedule(request: VenueRequest): void {
    const { wake, settings } = this.#deps;
    this.#desk(request.instrument).requests.push(request);
    wake.notify(request.at + settings.watermarkMicros);
    wake.notifyVenue(request.instrument, request.at);
  }

  #run(desk: Desk, { at, seq, body }: VenueRequest): void {
    // A request that had to wait for a book is executed at that book's time.
    const happensAt = Math.max(at, desk.market.book.isReady ? desk.market.book.updatedAt() : 0);
    if (isOwn(body)) return runOwn(desk, body, happensAt);
    if (this.#outages.at(at)) return this.watch.lose(seq, "outage");
    const tooMany = this.#tooMany(body, at);
    if (tooMany && body.kind !== "cancel") turnAway(desk, body, { at: happensAt, why: tooMany });
    else if (body.kind === "new") acceptNew(desk, body.order, happensAt);
    else if (body.kind === "pair") acceptPair(desk, body.orders, happensAt);
    else if (body.kind === "amend") acceptAmend(desk, body, happensAt);
    else if (!this.#withdraw(desk, body, happensAt)) acceptCancel(desk, body, happensAt);
  }

  /** A pair counts as two orders. */
  #tooMany(body: RequestBody, at: number): Reason | null {
    return body.kind === "cancel" ? null : this.#rate.take(at, body.kind === "pair" ? 2 : 1);
  }

  /** A cancel finds its order still waiting for the book to be known again: it never was in the market. */
  #withdraw(desk: Desk, cancel: Extract<RequestBody, { kind: "cancel" }>, at: number): boolean {
    const held = desk.requests.takeFirst(({ body }) => newOrders(body).some(({ id }) => id === cancel.orderId));
    if (!held) return false;
    const { reason: why } = cancel;
    const text = `${why.text}; it was still waiting for the book to be known again`;
    const moment = desk.sink.moment(at);
    for (const { id } of newOrders(held.body)) {
      const body = { kind: "closed", state: "CANCELLED", reason: reason(why.rule, text) } as const;
      desk.sink.report({ id, knownAt: 0 }, moment, body);
    }
    return true;
  }

  #sink(instrument: number): VenueSink {
    const { account, clock, onTrace, onFilled } = this.#deps;
    const report: VenueSink["report"] = (order, moment, body) => {
      let at = Math.max(moment.knownAt, order.knownAt);
      // With perpetuals all that touches the money comes over one stream, in the venue's order.
      const isMoney = account.hasPerpetuals && MONEY.has(body.kind);
      if (isMoney) at = this.#moneyKnownAt = Math.max(at, this.#moneyKnownAt);
      order.knownAt = at;
      const { happenedAt } = moment;
      const told = { at, seq: ++this.#seq, happenedAt, orderId: order.id, instrument, body };
      const outage = this.#outages.at(happenedAt);
      const isBehind = this.#held.length > 0 && isMoney;
      if (outage?.to === null || isBehind) this.#held.push(told);
      else this.#tell(told);
    };
    return {
      moment: (happenedAt): Moment => {
        // Behind a shut door nothing is answered before it opens.
        const answeredAt = this.#outages.at(happenedAt)?.to ?? happenedAt;
        return { happenedAt, knownAt: Math.max(answeredAt + this.#ways.responseMicros(happenedAt), clock.now) };
      },
      report,
      filled: (order, moment, fill) => {
        const side = order.side === SIDE.buy ? "buy" : "sell";
        const { isLiquidation } = order;
        const money = account.filled(instrument, { ...fill, side, at: moment.happenedAt, isLiquidation });
        const numbered = { ...fill, number: ++this.#fills, money };
        onFilled(instrument, order, { ...numbered, happenedAt: moment.happenedAt });
        report(order, moment, { kind: "fill", fill: numbered });
      },
      trace: onTrace,
      later: (at, kind, orderId) => this.#schedule({ at, seq: ++this.#seq, instrument, body: { kind, orderId } }),
      forget: (orderId) => {
        const { requests } = this.#desk(instrument);
        while (requests.takeFirst(({ body }) => isOwn(body) && body.orderId === orderId));
      },
    };
  }
}

const MONEY: ReadonlySet<ReportBody["kind"]> = new Set(["fill", "account", "takenOver"]);

/** What the venue does by itself; its door may be shut. */
function runOwn(desk: Desk, { kind, orderId }: OwnBody, at: number): void {
  if (kind === "expire") expire(desk, orderId, at);
  else if (kind === "enter") enterTriggered(desk, orderId, at);
  else tellLater(desk, orderId, at);
}

/** A book must be known and between messages to match on; taking an order back, or ending it, needs none. */
function canMatch(desk: Desk, { body }: VenueRequest): boolean {
  const { isReady, isKnown } = desk.market.book;
  if (isReady || isKnown) return isReady;
  if (body.kind === "expire" || body.kind === "tell") return true;
  if (body.kind !== "cancel") return false;
  if (findOrder(desk, body.orderId)) return true;
  return desk.requests.items().some(({ body: other }) => newOrders(other).some(({ id }) => id === body.orderId));
}
