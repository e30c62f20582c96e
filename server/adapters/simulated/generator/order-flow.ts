/**
 * When somebody comes to the market: event by event in continuous time.
 *
 * Takers excite one another; makers quote at the touch and take it back; a crowd stands further out. Between
 * events rates only fall, so the rate at the last event bounds them (thinning; Ogata, "On Lewis' simulation
 * method for point processes", IEEE Trans. Inf. Theory 27(1), 1981). What happens depends on the seed and the
 * start alone, and never on how often somebody looks: the next event is drawn once and waits for its time.
 */
import type { MatchingEngine } from "@/server/adapters/simulated/matching/matching-engine";
import type { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";
import { Crowd } from "./crowd";
import { Expiries } from "./expiries";
import { type FlowSide, Hawkes, type Kernel } from "./hawkes";
import { LadderMaker } from "./ladder-maker";
import { type EfficientPrice, Outlook } from "./outlook";

export type FlowParts = Readonly<{
  character: Character;
  engine: MatchingEngine;
  rng: Rng;
  efficient: EfficientPrice;
  startMicros: number;
  /** Called after each thing that happened, with its time. */
  onEvent: (micros: number) => void;
}>;

/** Within milliseconds (the same parent order), within a tenth of a second (reactions), within seconds (herds). */
const EXCITEMENT: readonly Kernel[] = [
  { same: 0.27, cross: 0.03, meanSeconds: 0.003 },
  { same: 0.18, cross: 0.03, meanSeconds: 0.08 },
  { same: 0.22, cross: 0.05, meanSeconds: 4 },
];
/** No side is ever hit more often than this per second. */
const TAKER_RATE_MAX = 600;
/** The efficient price is looked at this often. */
const REFRESH_MICROS = 20_000;
/** Rates per second: an open spread is closed, a leaning quote is thinned. */
const CLOSE_RATE = 540;
const THIN_RATE = 10;
/** Driving begins beyond what the market tolerates and ends near the efficient price. */
const CHASE_FROM = 1;
const CHASE_UNTIL = 0.15;
/** How strongly takers and makers lean to the side of the efficient price. */
const TAKER_LEAN = 0.85;
const MAKER_LEAN = 1.8;
const MICROS = 1e6;

/** The order in which rates are kept. */
const KINDS = ["buy", "sell", "bid", "ask", "deepBid", "deepAsk", "close", "chase", "thin"] as const;
type Kind = (typeof KINDS)[number];

export class OrderFlow {
  readonly #parts: FlowParts;
  readonly #outlook: Outlook;
  readonly #expiries = new Expiries();
  readonly #hawkes = new Hawkes(EXCITEMENT);
  readonly #crowd: Crowd;
  readonly #ladder: LadderMaker | null;
  readonly #rates = new Float64Array(KINDS.length);
  #nowMicros: number;
  #arrivalMicros = 0;
  #totalRate = 0;
  #refreshMicros: number;
  #lastMidTicks: number;
  #chasing: -1 | 0 | 1 = 0;

  constructor(parts: FlowParts) {
    const { character, engine, rng, startMicros } = parts;
    this.#parts = parts;
    this.#nowMicros = startMicros;
    this.#refreshMicros = startMicros + REFRESH_MICROS;
    this.#outlook = new Outlook(parts);
    this.#outlook.refresh(startMicros);
    const shared = { engine, rng, outlook: this.#outlook, now: () => this.#nowMicros };
    this.#crowd = new Crowd({ ...shared, character, expiries: this.#expiries });
    this.#ladder =
      character.ladder === null ? null : new LadderMaker({ ...shared, ladder: character.ladder, character });
    this.#crowd.fillBook();
    this.#lastMidTicks = this.#outlook.midTicks;
    this.#drawArrival();
  }

  /** Time of the last event. */
  get nowMicros(): number {
    return this.#nowMicros;
  }

  /** Lives through everything that is due until then. */
  advance(untilMicros: number): void {
    for (;;) {
      const ladderMicros = this.#ladder?.nextMicros ?? Number.POSITIVE_INFINITY;
      const at = Math.min(this.#arrivalMicros, this.#expiries.nextMicros, this.#refreshMicros, ladderMicros);
      if (at > untilMicros) return;
      this.#hawkes.decay(Math.max(0, at - this.#nowMicros) / MICROS);
      this.#nowMicros = Math.max(this.#nowMicros, at);
      this.#happen(at);
      this.#look();
      this.#drawArrival();
      this.#parts.onEvent(this.#nowMicros);
    }
  }

  #happen(at: number): void {
    if (at === this.#refreshMicros) {
      this.#outlook.refresh(at);
      this.#refreshMicros += REFRESH_MICROS;
    } else if (at === this.#expiries.nextMicros) {
      const orderId = this.#expiries.pop();
      if (orderId !== undefined) this.#parts.engine.cancel(orderId);
    } else if (at === this.#ladder?.nextMicros) this.#ladder.act();
    else this.#arrive();
  }

  /** Picks who came by the rates before the wait; takers stay with the share that is left of their rate. */
  #arrive(): void {
    const { rng } = this.#parts;
    let left = rng.uniform() * this.#totalRate;
    let chosen = 0;
    while (chosen < KINDS.length - 1 && (left -= this.#rates[chosen] ?? 0) > 0) chosen += 1;
    const kind = KINDS[chosen] ?? "buy";
    if (kind === "buy" || kind === "sell") {
      const side = kind === "buy" ? 0 : 1;
      if (!rng.chance(this.#takerRate(side) / (this.#rates[chosen] ?? 1))) return;
    }
    this.#act(kind);
  }

  #act(kind: Kind): void {
    const crowd = this.#crowd;
    const driven: FlowSide = this.#chasing > 0 ? 1 : 0;
    if (kind === "buy" || kind === "sell") {
      const side = kind === "buy" ? 0 : 1;
      crowd.take(side);
      this.#hawkes.excite(side);
    } else if (kind === "bid" || kind === "ask") crowd.quote(kind === "bid" ? 0 : 1);
    else if (kind === "deepBid" || kind === "deepAsk") crowd.placeDeep(kind === "deepBid" ? 0 : 1);
    else if (kind === "close") crowd.closeSpread();
    else if (kind === "thin") crowd.thinTouch(this.#outlook.mispricing > 0 ? 1 : 0);
    else if (crowd.chase(driven)) this.#hawkes.excite(driven === 1 ? 0 : 1);
  }

  /** What a change of the touch, or of what it should be, makes everybody do. */
  #look(): void {
    const mid = this.#outlook.midTicks;
    const mispricing = this.#outlook.mispricing;
    if (Math.abs(mispricing) > CHASE_FROM) this.#chasing = mispricing > 0 ? 1 : -1;
    else if (this.#chasing * mispricing < CHASE_UNTIL) this.#chasing = 0;
    if (mid === this.#lastMidTicks) return;
    const direction = mid > this.#lastMidTicks ? 1 : -1;
    this.#lastMidTicks = mid;
    this.#crowd.react(direction);
    this.#ladder?.onMove(direction);
  }

  #drawArrival(): void {
    const { character, rng } = this.#parts;
    const activity = this.#outlook.activity;
    const mispricing = Math.max(-1, Math.min(1, this.#outlook.mispricing));
    const touchRate = character.touchRate * activity;
    const deepRate = character.deepRate * activity;
    const thin = THIN_RATE * activity * Math.max(0, Math.abs(mispricing) - 0.15);
    const rates = [
      this.#takerRate(0),
      this.#takerRate(1),
      touchRate * Math.exp(MAKER_LEAN * mispricing),
      touchRate * Math.exp(-MAKER_LEAN * mispricing),
      deepRate,
      deepRate,
      this.#outlook.spreadTicks > 1 ? CLOSE_RATE : 0,
      this.#chasing === 0 ? 0 : character.chaseRate,
      thin,
    ];
    this.#rates.set(rates);
    this.#totalRate = rates.reduce((sum, rate) => sum + rate, 0);
    this.#arrivalMicros = this.#nowMicros + rng.exponential(MICROS / this.#totalRate);
  }

  #takerRate(side: FlowSide): number {
    const mispricing = Math.max(-1, Math.min(1, this.#outlook.mispricing));
    const lean = 1 + TAKER_LEAN * (side === 0 ? mispricing : -mispricing);
    const own = this.#parts.character.takerRate * this.#outlook.activity * lean;
    return Math.min(own + this.#hawkes.rate(side), TAKER_RATE_MAX);
  }
}
