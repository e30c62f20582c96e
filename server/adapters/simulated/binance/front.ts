/** One product of the served market: its model, its streams and its request weight. */
import type { MarketClock } from "@/server/adapters/simulated/clock";
import type { Chaos } from "./chaos";
import { DERIVED_STEP_MILLIS, DerivedStreams } from "./derived-streams";
import { SlowDepth, slowNameOf } from "./slow-depth";
import { Sockets } from "./sockets";
import type { VenueModel } from "./venue-model";

/** Request weight a minute, as the venue's; beyond it answers are 429. */
const SPOT_WEIGHT_MAX = 6_000;
const FUTURES_WEIGHT_MAX = 2_400;
const MINUTE_MILLIS = 60_000;
/** Steps of the timer in one message of the slow depth stream. */
const SLOW_DEPTH_STEPS = 1_000 / DERIVED_STEP_MILLIS;

export class Front {
  readonly model: VenueModel;
  readonly sockets: Sockets;
  readonly weightMax: number;
  readonly #clock: MarketClock;
  #weight = 0;
  #weightSince = 0;
  #stopTimer = () => {};

  constructor({ model, clock, chaos }: Readonly<{ model: VenueModel; clock: MarketClock; chaos: Chaos }>) {
    this.model = model;
    this.#clock = clock;
    this.sockets = new Sockets(chaos);
    this.weightMax = model.product === "spot" ? SPOT_WEIGHT_MAX : FUTURES_WEIGHT_MAX;
  }

  /** Lets the model's messages out, and makes those that come on a timer. */
  start(): void {
    const { model, sockets } = this;
    const clock = this.#clock;
    const slow = new SlowDepth();
    const publish = (stream: string, data: string) => sockets.publish(stream, data);
    const derived = new DerivedStreams(model, publish);
    model.start((stream, data) => {
      publish(stream, data);
      const slowName = slowNameOf(stream);
      if (slowName !== null && sockets.wanted().has(slowName)) slow.add(slowName, data);
    });
    let steps = 0;
    const turn = () => {
      steps += 1;
      derived.step(sockets.wanted());
      if (steps % SLOW_DEPTH_STEPS === 0) slow.flush(publish);
      this.#stopTimer = clock.after(DERIVED_STEP_MILLIS * 1_000, turn);
    };
    this.#stopTimer = clock.after(DERIVED_STEP_MILLIS * 1_000, turn);
  }

  stop(): void {
    this.#stopTimer();
    this.model.stop();
    this.sockets.close();
  }

  /** @returns what was used in the running minute */
  useWeight(weight: number, nowMillis: number): number {
    if (nowMillis - this.#weightSince > MINUTE_MILLIS) {
      this.#weight = 0;
      this.#weightSince = nowMillis;
    }
    this.#weight += weight;
    return this.#weight;
  }
}
