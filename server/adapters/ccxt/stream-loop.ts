/** Keeps one venue's streams subscribed: connects, waits for the loss, waits a little, connects again. */
import { AppError } from "@/server/domain/errors";
import type { Product } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { ServiceBreaker } from "@/server/domain/service-breaker";
import type { Clock } from "@/server/ports/clock";
import type { FeedEvents } from "@/server/ports/market-feed";
import { reconnectMillis } from "./reconnect-delay";
import type { TappedBinance } from "./tapped-binance";

export type StreamLoopDeps = Readonly<{
  exchange: TappedBinance;
  product: Product;
  breaker: ServiceBreaker;
  wallClock: Clock;
  symbols: readonly string[];
  events: FeedEvents;
  /** Asked on each new connection before anything of it counts; what it throws ends the connection. */
  verify: () => Promise<void>;
  /** 0 to 1; default Math.random. */
  random?: () => number;
}>;

/** Books and trades; of perpetuals mark prices too. */
const SUBSCRIPTIONS: Readonly<Record<Product, number>> = { spot: 2, linear: 3, inverse: 3 };
/** Also when the venue accepts the connection and then says nothing. */
const SUBSCRIBE_MILLIS_MAX = 10_000;
/** A connection that lasted so long was no failed attempt. */
const LASTING_MICROS = 10_000_000;

export class StreamLoop {
  readonly #deps: StreamLoopDeps;
  #isStopped = false;
  #subscribed = 0;
  #isOpen = false;
  #fail = (_error: unknown) => {};
  #openedAt: number | null = null;
  #failures = 0;
  #wake = () => {};
  #cancelTimer = () => {};
  #running: Promise<void> | null = null;
  #onFirst = () => {};
  readonly #first: Promise<void>;

  constructor(deps: StreamLoopDeps) {
    this.#deps = deps;
    this.#first = new Promise((resolve) => {
      this.#onFirst = resolve;
    });
  }

  /** Resolves when the first connection stands, or when it is stopped. */
  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#first;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    this.#drop();
    await this.#running;
    this.#onFirst();
  }

  text(message: Readonly<{ receivedAt: Micros; text: string }>): void {
    const { events, product } = this.#deps;
    if (this.#isOpen && !this.#isStopped) events.onMessage({ ...message, product });
  }

  /** The venue acknowledged one of the subscriptions: with the last one the streams stand. */
  subscribed(): void {
    this.#subscribed++;
    if (this.#subscribed !== SUBSCRIPTIONS[this.#deps.product] || this.#isStopped) return;
    const fail = this.#fail;
    this.#deps.verify().then(() => {
      if (fail === this.#fail) this.#open();
    }, fail);
  }

  #open(): void {
    this.#isOpen = true;
    this.#openedAt = this.#deps.wallClock.nowMicros();
    this.#deps.breaker.succeeded();
    this.#deps.events.onState("open", "Connected.", this.#deps.product);
    this.#onFirst();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const why = await this.#connect();
      this.#drop();
      if (this.#isStopped) break;
      const delay = this.#delayMillis(why);
      const seconds = Math.max(1, Math.round(delay / 1_000));
      this.#deps.events.onState("closed", `${why}; trying again in ${seconds} s`, this.#deps.product);
      await this.#pause(delay);
    }
  }

  /** @returns why it ended, in words */
  async #connect(): Promise<string> {
    const { breaker, wallClock } = this.#deps;
    this.#subscribed = 0;
    this.#openedAt = null;
    if (!breaker.mayTry(wallClock.nowMicros())) return "the venue does not answer";
    try {
      await Promise.race([...this.#streams(), this.#failure()]);
      return "the streams ended";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      this.#isOpen = false;
      this.#cancelTimer();
    }
  }

  /** None settles while the streams stand: ccxt sees no market message. All fail when their connection does. */
  #streams(): Promise<unknown>[] {
    const { exchange, product } = this.#deps;
    const symbols = [...this.#deps.symbols];
    const streams: Promise<unknown>[] = [
      exchange.watchOrderBookForSymbols(symbols),
      exchange.watchTradesForSymbols(symbols),
    ];
    if (product !== "spot") streams.push(exchange.watchMarkPrices(symbols));
    return streams;
  }

  /** Fails when the connection turns out to be wrong, or does not stand in time; never succeeds. */
  #failure(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#fail = reject;
      this.#cancelTimer = this.#deps.wallClock.every(SUBSCRIBE_MILLIS_MAX, () => {
        if (!this.#isOpen) reject(new AppError("unavailable", "the venue did not answer the subscription"));
      });
    });
  }

  #delayMillis(why: string): number {
    const { breaker, wallClock, random = Math.random } = this.#deps;
    const now = wallClock.nowMicros();
    const didLast = this.#openedAt !== null && now - this.#openedAt >= LASTING_MICROS;
    this.#failures = didLast ? 0 : this.#failures + 1;
    if (this.#openedAt === null) breaker.failed(now, why);
    return Math.max(reconnectMillis(this.#failures, random()), breaker.waitMicros(now) / 1_000);
  }

  #pause(millis: number): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#deps.wallClock.every(millis, () => this.#wake());
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Ends the sockets at once; a polite close waits half a minute for a venue that is gone. */
  #drop(): void {
    const { exchange } = this.#deps;
    for (const [url, client] of Object.entries(exchange.clients as Record<string, { connection?: unknown }>)) {
      (client.connection as { terminate?: () => void } | undefined)?.terminate?.();
      delete (exchange.clients as Record<string, unknown>)[url];
    }
  }
}
