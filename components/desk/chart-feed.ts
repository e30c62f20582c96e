/** Loads a chart's history and follows its live bar. One per instrument and interval. */
import type { CandleChart } from "@/components/charts/candle-chart";
import type { Readable } from "@/components/frame/topic-store";
import { type Candle, type Interval, intervalMicros } from "@/server/domain/candle";
import type { MarketView } from "@/server/domain/views";
import { toBar } from "./chart-data";
import { LiveBar } from "./live-bar";
import type { Units } from "./units";

export type CandleLoader = (query: {
  readonly interval: Interval;
  /** Start of the first candle not wanted, µs; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}) => Promise<readonly Candle[]>;

export type ChartFeedPorts = {
  readonly chart: CandleChart;
  readonly units: Units;
  readonly interval: Interval;
  readonly market: Readable<MarketView | null>;
  readonly load: CandleLoader;
  readonly onBars: (bars: readonly Candle[]) => void;
  readonly onProblem: (text: string | null) => void;
};

export const HISTORY_BARS = 500;
const BARS_MAX = 20_000;
/** A bar is final two seconds after its end (late trades); then it is read again. */
const SETTLED_MILLIS = 3_000;
/** On a first start the collector still fetches history: a hole before the newest bars is read again this often. */
const HOLE_MILLIS = 3_000;
const HOLE_TRIES = 40;

export class ChartFeed {
  readonly #ports: ChartFeedPorts;
  /** Oldest first, the bar under way last. */
  #bars: Candle[] = [];
  #live: LiveBar | null = null;
  #openAt: number | null = null;
  #isLoading = false;
  #isComplete = false;
  #isOver = false;
  #stop: () => void = () => undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #holeTimer: ReturnType<typeof setTimeout> | undefined;
  #holeTries = 0;

  constructor(ports: ChartFeedPorts) {
    this.#ports = ports;
  }

  /** @param first history that the server already rendered with; loaded when empty */
  async start(first: readonly Candle[]): Promise<void> {
    if (first.length > 0) this.#show(first, false);
    await this.reload(first.length > 0);
    if (!this.#isOver) this.#stop = this.#ports.market.subscribe(() => this.#onMarket());
    this.#onMarket();
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#settle);
    clearTimeout(this.#holeTimer);
    this.#stop();
  }

  /** History and the minutes of the bar under way, anew; also after the stream was down. */
  async reload(keepView: boolean): Promise<void> {
    const { interval, load } = this.#ports;
    const bars = await this.#try(() => load({ interval, before: null, limit: HISTORY_BARS }));
    if (bars === null || this.#isOver) return;
    const last = bars.at(-1);
    const minutes = interval === "1m" || last === undefined ? [] : await this.#minutesSince(last.openAt);
    if (this.#isOver) return;
    this.#live = new LiveBar(interval, minutes);
    this.#isComplete = bars.length < HISTORY_BARS;
    this.#show(bars, keepView && this.#bars.length > 0);
    this.#watchHoles();
  }

  /** Reads again while history is being fetched; a hole that stays is a recorded gap and is left as it is. */
  #watchHoles(): void {
    clearTimeout(this.#holeTimer);
    if (this.#holeTries >= HOLE_TRIES || !hasHole(this.#bars, intervalMicros(this.#ports.interval))) return;
    this.#holeTries += 1;
    this.#holeTimer = setTimeout(() => void this.reload(true), HOLE_MILLIS);
  }

  /** Older bars, when the left edge comes into view. */
  async loadOlder(): Promise<void> {
    const first = this.#bars[0];
    if (first === undefined || this.#isLoading || this.#isComplete || this.#bars.length >= BARS_MAX) return;
    this.#isLoading = true;
    const { interval, load } = this.#ports;
    const older = await this.#try(() => load({ interval, before: first.openAt, limit: HISTORY_BARS }));
    this.#isLoading = false;
    // The history may have been replaced meanwhile; then these bars no longer join its head.
    if (older === null || this.#isOver || this.#bars[0] !== first) return;
    this.#isComplete = older.length < HISTORY_BARS;
    if (older.length > 0) this.#show([...older, ...this.#bars], true);
  }

  #show(bars: readonly Candle[], keepView: boolean): void {
    this.#bars = [...bars];
    this.#ports.chart.setBars(
      bars.map((bar) => toBar(bar, this.#ports.units)),
      keepView,
    );
    this.#ports.onBars(bars);
  }

  async #minutesSince(openAt: number): Promise<readonly Candle[]> {
    const limit = Math.min(2_000, intervalMicros(this.#ports.interval) / intervalMicros("1m") + 1);
    const minutes = await this.#try(() => this.#ports.load({ interval: "1m", before: null, limit }));
    return (minutes ?? []).filter((minute) => minute.openAt >= openAt);
  }

  #onMarket(): void {
    const minute = this.#ports.market.get()?.bar ?? null;
    if (minute === null || this.#live === null || this.#isOver) return;
    const bar = this.#live.push(minute);
    if (bar === null) return;
    if (this.#openAt !== null && bar.openAt > this.#openAt) this.#readAgain();
    this.#openAt = bar.openAt;
    this.#keep(bar);
    this.#ports.chart.update(toBar(bar, this.#ports.units));
  }

  /** The list that older bars are put before must hold the live bars, too. */
  #keep(bar: Candle): void {
    const at = this.#bars.length - 1;
    const last = this.#bars[at];
    if (last !== undefined && last.openAt > bar.openAt) return;
    if (last?.openAt === bar.openAt) this.#bars[at] = bar;
    else this.#bars.push(bar);
  }

  /** Replaces the bar that just closed by what the server made of it with its late trades. */
  #readAgain(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.#correct(), SETTLED_MILLIS);
  }

  async #correct(): Promise<void> {
    const { interval, load, chart, units } = this.#ports;
    const recent = await this.#try(() => load({ interval, before: null, limit: 3 }));
    if (recent === null || this.#isOver) return;
    for (const bar of recent) {
      const at = this.#bars.findLastIndex((known) => known.openAt === bar.openAt);
      if (at === -1 || at === this.#bars.length - 1) continue;
      this.#bars[at] = bar;
      chart.update(toBar(bar, units));
    }
    this.#ports.onBars([...this.#bars]);
  }

  async #try<T>(act: () => Promise<T>): Promise<T | null> {
    try {
      const result = await act();
      this.#ports.onProblem(null);
      return result;
    } catch (error) {
      this.#ports.onProblem(error instanceof Error ? error.message : "The server did not answer");
      return null;
    }
  }
}

/** Whether a bar is missing between two others, or there are fewer than a screenful. */
export function hasHole(bars: readonly Candle[], spanMicros: number): boolean {
  if (bars.length < SCREEN_BARS) return true;
  return bars.some((bar, i) => i > 0 && bar.openAt - (bars[i - 1]?.openAt ?? 0) > spanMicros);
}

const SCREEN_BARS = 150;
