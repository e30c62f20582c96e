/** One observed session in numbers: what `docs/simulated-market.md` compares. */
import { type Observation, PROFILE_BPS, type Print, type Touch } from "./observer";
import { autocorrelation, correlation, deviation, differences, fano, mean, quantiles } from "./statistics";

export type Measures = Readonly<Record<string, readonly number[]>>;

const LAGS: readonly number[] = [1, 2, 5, 10];
const IMBALANCE_STEP_SECONDS = 0.1;

/** @param tick price of one tick */
export function measure(seen: Observation, tick: number): Measures {
  return {
    ...touchMeasures(seen, tick),
    ...tradeMeasures(seen.prints),
    ...bookMeasures(seen),
    ...priceMeasures(seen, tick),
  };
}

const midOf = ({ bid, ask }: Touch): number => (bid + ask) / 2;

function touchMeasures({ touches }: Observation, tick: number): Measures {
  const spread = (touch: Touch) => Math.round((touch.ask - touch.bid) / tick);
  const share = { one: 0, few: 0, many: 0 };
  const wide: number[] = [];
  let openedAt: number | null = null;
  touches.slice(1).forEach((touch, i) => {
    const before = touches[i];
    if (before === undefined) return;
    const ticks = spread(before);
    share[ticks <= 1 ? "one" : ticks <= 10 ? "few" : "many"] += touch.seconds - before.seconds;
    if (spread(touch) > 1) openedAt ??= touch.seconds;
    else if (openedAt !== null) {
      wide.push((touch.seconds - openedAt) * 1_000);
      openedAt = null;
    }
  });
  const total = share.one + share.few + share.many;
  const price = mean(touches.map(midOf));
  return {
    "Spread of 1 / 2 to 10 / more ticks, % of time": [share.one, share.few, share.many].map(
      (part) => (100 * part) / total,
    ),
    "Open spread lasts, ms: 50 / 90 %": quantiles(wide, [0.5, 0.9]),
    "Size at the touch, thousand USDT: 10 / 25 / 50 / 75 / 95 %": quantiles(
      touches.flatMap(({ bidSize, askSize }) => [bidSize, askSize]),
      [0.1, 0.25, 0.5, 0.75, 0.95],
    ).map((size) => (size * price) / 1_000),
    "Changes of the touch per second": [touches.length / spanOf(touches)],
  };
}

const spanOf = (touches: readonly Touch[]): number => (touches.at(-1)?.seconds ?? 0) - (touches[0]?.seconds ?? 0);

type TakerOrder = {
  millis: number;
  isBuyerMaker: boolean;
  size: number;
  prints: number;
  levels: number;
  price: number;
};

/** Prints of one millisecond and side are one order: the venue does not say it better. */
function takerOrders(prints: readonly Print[]): TakerOrder[] {
  const orders: TakerOrder[] = [];
  for (const { millis, price, size, isBuyerMaker } of prints) {
    const last = orders.at(-1);
    if (last === undefined || last.millis !== millis || last.isBuyerMaker !== isBuyerMaker) {
      orders.push({ millis, isBuyerMaker, size, prints: 1, levels: 1, price });
      continue;
    }
    last.size += size;
    last.prints += 1;
    if (price !== last.price) last.levels += 1;
    last.price = price;
  }
  return orders;
}

function tradeMeasures(prints: readonly Print[]): Measures {
  const orders = takerOrders(prints);
  const times = prints.map(({ millis }) => millis);
  const waits = differences(times);
  const orderWaits = differences(orders.map(({ millis }) => millis));
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  const price = mean(prints.map((print) => print.price));
  const quote = (sizes: readonly number[]) =>
    quantiles(sizes, [0.1, 0.25, 0.5, 0.75, 0.9, 0.99]).map((size) => size * price);
  const same = orders.filter((order, i) => i > 0 && order.isBuyerMaker === orders[i - 1]?.isBuyerMaker).length;
  return {
    "Trades per second": [prints.length / seconds],
    "Trade size, USDT: 10 / 25 / 50 / 75 / 90 / 99 %": quote(prints.map(({ size }) => size)),
    "Time between trades, ms: 50 / 75 / 90 / 99 %": quantiles(waits, [0.5, 0.75, 0.9, 0.99]),
    "Time between trades, deviation over mean": [deviation(waits) / mean(waits)],
    "Fano factor of trades in 1 s / 10 s": [fano(times, 1_000), fano(times, 10_000)],
    "Taker orders per second": [orders.length / seconds],
    "Taker order size, USDT: 10 / 25 / 50 / 75 / 90 / 99 %": quote(orders.map(({ size }) => size)),
    "Time between taker orders, ms: 25 / 50 / 75 / 90 %": quantiles(orderWaits, [0.25, 0.5, 0.75, 0.9]),
    "Trades a taker order makes: 75 / 90 / 99 %": quantiles(
      orders.map((order) => order.prints),
      [0.75, 0.9, 0.99],
    ),
    "Levels a taker order takes: 75 / 90 / 99 %": quantiles(
      orders.map((order) => order.levels),
      [0.75, 0.9, 0.99],
    ),
    "Next taker order on the same side, %": [(100 * same) / (orders.length - 1)],
  };
}

function bookMeasures({ levelsPerMessage, profiles }: Observation): Measures {
  const rows: Record<string, readonly number[]> = {
    "Levels in a depth message: 10 / 50 / 90 / 99 %": quantiles(levelsPerMessage, [0.1, 0.5, 0.9, 0.99]),
    "Levels in a depth message, mean": [mean(levelsPerMessage)],
  };
  for (const bps of PROFILE_BPS) {
    const at = profiles.flatMap((profile) => profile[String(bps)] ?? []);
    rows[`Size within ${bps} bps a side, base units: 10 / 50 / 90 %`] = quantiles(
      at.map(({ size }) => size),
      [0.1, 0.5, 0.9],
    );
    rows[`Levels within ${bps} bps a side: 50 %`] = quantiles(
      at.map(({ levels }) => levels),
      [0.5],
    );
  }
  return rows;
}

/** The touch at regular times: the last known at each. */
function sample(touches: readonly Touch[], step: number): Touch[] {
  const [first] = touches;
  const out: Touch[] = [];
  if (first === undefined) return out;
  let next = 0;
  for (let at = first.seconds; at < first.seconds + spanOf(touches); at += step) {
    while ((touches[next + 1]?.seconds ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    out.push(touches[next] ?? first);
  }
  return out;
}

/** Order-flow imbalance of each second (Cont, Kukanov & Stoikov, J. Financial Econometrics 12(1), 2014). */
function flowImbalance(touches: readonly Touch[], seconds: number): number[] {
  const [first] = touches;
  const sums: number[] = Array.from({ length: seconds }, () => 0);
  touches.slice(1).forEach((now, i) => {
    const before = touches[i];
    if (before === undefined || first === undefined) return;
    let change = 0;
    if (now.bid >= before.bid) change += now.bidSize;
    if (now.bid <= before.bid) change -= before.bidSize;
    if (now.ask <= before.ask) change -= now.askSize;
    if (now.ask >= before.ask) change += before.askSize;
    const slot = Math.floor(now.seconds - first.seconds);
    if (slot < seconds) sums[slot] = (sums[slot] ?? 0) + change;
  });
  return sums;
}

function priceMeasures({ touches }: Observation, tick: number): Measures {
  const mids = sample(touches, 1).map(midOf);
  const returns = mids.slice(1).map((mid, i) => 1e4 * Math.log(mid / (mids[i] ?? mid)));
  const minutes = mids.filter((_, i) => i % 60 === 0);
  const minuteReturns = minutes.slice(1).map((mid, i) => 1e4 * Math.log(mid / (minutes[i] ?? mid)));
  const moves = differences(touches.map(midOf)).filter((change) => Math.abs(change) > tick / 4);
  const imbalance = flowImbalance(touches, returns.length);
  const fine = sample(touches, IMBALANCE_STEP_SECONDS);
  const ahead = Math.round(1 / IMBALANCE_STEP_SECONDS);
  const now = fine.slice(0, -ahead);
  const queue = now.map(({ bidSize, askSize }) => (bidSize - askSize) / (bidSize + askSize));
  const next = now.map((touch, i) => midOf(fine[i + ahead] ?? touch) - midOf(touch));
  const magnitudes = returns.map(Math.abs);
  return {
    "Deviation of 1 s returns, bps": [deviation(returns)],
    "Deviation of 1 min returns, bps": [deviation(minuteReturns)],
    "Seconds without a change of the mid, %": [(100 * returns.filter((value) => value === 0).length) / returns.length],
    "Changes of the mid per second": [moves.length / spanOf(touches)],
    "Size of a change of the mid, ticks: 25 / 50 / 75 / 95 %": quantiles(
      moves.map((move) => Math.abs(move) / tick),
      [0.25, 0.5, 0.75, 0.95],
    ),
    "Autocorrelation of 1 s returns at 1 / 2 / 5 / 10 s": LAGS.map((lag) => autocorrelation(returns, lag)),
    "Autocorrelation of their magnitude at 1 / 2 / 5 / 10 s": LAGS.map((lag) => autocorrelation(magnitudes, lag)),
    "Order-flow imbalance and return of the same second, R²": [correlation(imbalance, returns) ** 2],
    "Order-flow imbalance and return of the next second, correlation": [
      correlation(imbalance.slice(0, -1), returns.slice(1)),
    ],
    "Queue imbalance and change of the mid in the next second, correlation": [correlation(queue, next)],
  };
}
