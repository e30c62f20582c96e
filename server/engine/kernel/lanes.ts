/**
 * The lanes of a desk. A lane is everything of the engine but clock and markets: its own venue, orders,
 * money and strategies. The base lane is the desk. With bands on, two outer lanes live through the same
 * events under another queue model, with the same latency draws, unseen but for what they are worth.
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import { withDearestFees } from "@/server/domain/fees";
import type { BandLane, Bands, EquitySample } from "@/server/domain/portfolio";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { Gauges } from "@/server/engine/risk/gauges/gauges";
import { Predictions } from "@/server/engine/strategy/predictions";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { EngineClock } from "./clock";
import { Due } from "./due";
import { createParts, type Parts, type Shared } from "./parts";
import { Wake } from "./scheduler";
import { assertSettings } from "./settings";

/**
 * Makes the strategies of the settings, new ones each time: every lane has its own. Others after them are spare: they
 * are offered switched off, and change nothing before a person switches them on.
 */
export type StrategyMaker = () => readonly Strategy[];

export type Lane = Readonly<{ parts: Parts; due: Due }>;

export class Lanes {
  readonly shared: Shared;
  readonly base: Lane;
  /** Pessimistic and optimistic; none without bands. */
  readonly outer: readonly Lane[];
  /** The base comes last: its sample of a second tells how the others stood then. */
  readonly all: readonly Lane[];

  /** @throws AppError invalid for settings that make no sense */
  constructor(settings: DeskSettings, makeStrategies: StrategyMaker) {
    const { bands } = settings.execution;
    const own = makeStrategies();
    assertSettings(settings, own);
    // With the dearest fees: what is set aside must cover them, whatever the tier will be by then.
    const markets = settings.instruments.map(
      (spec, index) => new InstrumentMarket(index, withDearestFees(spec, settings.execution.fees)),
    );
    const clock = new EngineClock(settings.seed);
    const ids = settings.instruments.map(({ id }) => id);
    const predictions = new Predictions(clock, ids);
    this.shared = { clock, markets, wake: new Wake(markets.length), gauges: new Gauges(markets), predictions };
    const models = bands ? [bands.pessimistic, bands.optimistic] : [];
    this.outer = models.map((queueModel) => this.#outer({ ...settings, queueModel }, freshFrom(makeStrategies, own)));
    this.base = this.#base(settings, own);
    this.all = [...this.outer, this.base];
  }

  /** How the three stand now; null without bands. */
  bands(): Bands | null {
    return toBands([...this.outer, this.base].map(({ parts }) => standing(parts, presentSample(parts))));
  }

  start(): void {
    for (const { due } of this.all) due.start();
  }

  /** Requests and markouts of instruments that stayed quiet for the watermark, in every lane where it is time. */
  runQuiet(): void {
    const { now } = this.shared.clock;
    for (const { parts, due } of this.all) if (now >= parts.wake.at) due.runQuiet();
  }

  /** What comes before an event of the instrument stamped `exchangeAt`. */
  runBefore(instrument: number, exchangeAt: number): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { parts, due } of this.all) {
      const { venueAt } = parts.wake;
      if (exchangeAt > (venueAt[instrument] as number)) due.runBefore(instrument, exchangeAt);
      next = Math.min(next, venueAt[instrument] as number);
    }
    this.shared.wake.venueAt[instrument] = next;
  }

  /** What each lane's desk knows by now; then looks when the next one must be woken. */
  runKnown(): void {
    const { clock, wake, gauges } = this.shared;
    gauges.look(clock.now);
    let next = Number.POSITIVE_INFINITY;
    for (const { parts, due } of this.all) {
      if (clock.now >= parts.wake.at) due.runKnown();
      next = Math.min(next, parts.wake.at);
    }
    wake.at = next;
  }

  /** After a restore: the next event lets every lane look for itself. */
  wakeAll(): void {
    const { wake, markets } = this.shared;
    wake.at = Number.NEGATIVE_INFINITY;
    for (const { index } of markets) {
      wake.venueAt[index] = Math.min(...this.all.map(({ parts }) => parts.wake.venueAt[index] as number));
    }
  }

  #base(settings: DeskSettings, strategies: readonly Strategy[]): Lane {
    const parts: Parts = createParts({
      settings,
      strategies,
      shared: this.shared,
      isSeen: true,
      onSecond: (sample) =>
        toBands([...this.outer.map(({ parts: { tally } }) => tally.second), standing(parts, sample)]),
    });
    return { parts, due: new Due(parts) };
  }

  #outer(settings: DeskSettings, strategies: readonly Strategy[]): Lane {
    const parts: Parts = createParts({
      settings,
      strategies,
      shared: this.shared,
      isSeen: false,
      onSecond: (sample) => {
        parts.tally.keep(standing(parts, sample));
        return null;
      },
    });
    return { parts, due: new Due(parts) };
  }
}

const presentSample = ({ clock, portfolio }: Parts): EquitySample => portfolio.sample(clock.micros());

const standing = ({ tally, settings }: Parts, sample: EquitySample): BandLane =>
  tally.lane(settings.queueModel, sample);

/** From pessimistic, optimistic and base; null when there is only the base. */
function toBands(lanes: readonly (BandLane | null)[]): Bands | null {
  const [pessimistic, optimistic, base] = lanes;
  return pessimistic && optimistic && base ? { pessimistic, base, optimistic } : null;
}

/** Strategies shared by two lanes would see both of them. */
function freshFrom(makeStrategies: StrategyMaker, own: readonly Strategy[]): readonly Strategy[] {
  const made = makeStrategies();
  const isFresh = made.length === own.length && made.every((strategy) => !own.includes(strategy));
  if (!isFresh) throw new AppError("invalid", "Desk settings: with bands each lane needs strategies of its own");
  return made;
}
