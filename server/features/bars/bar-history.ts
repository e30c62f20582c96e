/**
 * The last bars of one interval, each column in one piece: a bar is written twice, `CAPACITY` apart, so that any
 * window that ends at the newest bar is a plain run of indices and sums over it are made anew, in the same order,
 * wherever history began.
 *
 * Reads from before the first bar give 0; whoever asks knows from `count` how many there are.
 */
import type { Bar } from "./bar";
import { FundingTrack } from "./funding-track";

const CAPACITY = 512;
const column = () => new Float64Array(2 * CAPACITY);

export class BarHistory {
  /** Bars since the run began. */
  count = 0;
  /** Index of the newest bar in every column; windows are `last - n + 1` to `last`. */
  last = CAPACITY - 1;
  readonly opens = column();
  readonly highs = column();
  readonly lows = column();
  readonly closes = column();
  readonly volumes = column();
  /** (high + low + close) / 3. */
  readonly typicals = column();
  /** Of the bar's close on the one before; 0 on the first bar of a run. */
  readonly logReturns = column();
  /** Wilder's true range; high − low on the first bar of a run. */
  readonly trueRanges = column();
  /** ln(high / low), ln(close / open), ln(open / close before); the last is 0 on the first bar of a run. */
  readonly logRanges = column();
  readonly logBodies = column();
  readonly logGaps = column();
  /** ln(high/close) ln(high/open) + ln(low/close) ln(low/open) (Rogers & Satchell 1991). */
  readonly rogers = column();
  /** Start and length of the newest bar, µs. */
  openAt = 0;
  readonly intervalMicros: number;
  readonly funding: FundingTrack;
  #next = 0;

  constructor(intervalMicros: number, funding: FundingTrack = new FundingTrack()) {
    this.intervalMicros = intervalMicros;
    this.funding = funding;
  }

  push(bar: Bar): void {
    const isFirst = this.count === 0;
    const before = isFirst ? bar.close : this.close(0);
    const at = this.#next;
    this.#next = (at + 1) % CAPACITY;
    this.last = at + CAPACITY;
    this.openAt = bar.openAt;
    this.count += 1;
    write(this.opens, at, bar.open);
    write(this.highs, at, bar.high);
    write(this.lows, at, bar.low);
    write(this.closes, at, bar.close);
    write(this.volumes, at, bar.volume);
    write(this.typicals, at, (bar.high + bar.low + bar.close) / 3);
    this.#writeLogs(bar, before, at);
    const range = isFirst ? bar.high - bar.low : Math.max(bar.high, before) - Math.min(bar.low, before);
    write(this.trueRanges, at, range);
  }

  #writeLogs({ open, high, low, close }: Bar, before: number, at: number): void {
    const [up, down, body] = [Math.log(high / open), Math.log(low / open), Math.log(close / open)];
    write(this.logReturns, at, Math.log(close / before));
    write(this.logRanges, at, up - down);
    write(this.logBodies, at, body);
    write(this.logGaps, at, Math.log(open / before));
    write(this.rogers, at, up * (up - body) + down * (down - body));
  }

  reset(): void {
    this.count = 0;
  }

  /** `ago` bars before the newest, 0 to 511. */
  open(ago: number): number {
    return this.opens[this.last - ago] ?? 0;
  }

  high(ago: number): number {
    return this.highs[this.last - ago] ?? 0;
  }

  low(ago: number): number {
    return this.lows[this.last - ago] ?? 0;
  }

  close(ago: number): number {
    return this.closes[this.last - ago] ?? 0;
  }

  volume(ago: number): number {
    return this.volumes[this.last - ago] ?? 0;
  }
}

function write(values: Float64Array, at: number, value: number): void {
  values[at] = value;
  values[at + CAPACITY] = value;
}
