/** One measured run of the engine over a repeated session. */

import type { DeskSettings, ExecutionSettings, QueueModelSettings } from "@/server/domain/desk-settings";
import { notionalAtoms } from "@/server/domain/instrument";
import { Engine } from "@/server/engine/kernel/engine";
import { applyWithTimers } from "@/server/engine/kernel/timers";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { DEFAULT_EXECUTION, defaultSettings } from "@/server/services/desks/default-settings";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import { watchCpu } from "./cpu-watch";
import { type Session, shift } from "./repeated-blocks";
import { RestingStrategy } from "./resting-strategy";

/** Of one order, in quote units; a recording's smallest size is far below. */
const ORDER_NOTIONAL_ATOMS = 60n * 100_000_000n;

/** A single order stays near the touch, within 0.05 % of the price. Many lie in depth, and are let drift further. */
const STRAY_PPM = 500;
const STRAY_OF_MANY_PPM = 1_000;

export type EngineCase = Readonly<{
  /** Working orders kept in each instrument. */
  ordersEach: number;
  model: QueueModelSettings;
  hasBands: boolean;
  /** Instead of working orders. */
  strategy?: Readonly<{ name: string; make: () => Strategy }>;
}>;

export type EngineRun = Readonly<{
  events: number;
  seconds: number;
  cpuSeconds: number;
  orders: number;
  fills: number;
  /** Largest resident set after a pass, MB: of the whole process. */
  rssMegabytes: number;
}>;

/** @param eventsMin how many rows are applied at least; the session is repeated until there are so many */
export function runEngine(session: Session, wanted: EngineCase, eventsMin: number): EngineRun {
  const { blocks, span } = session;
  const passes = Math.ceil(eventsMin / session.rows);
  const engine = openEngine(session, wanted);
  let [seconds, cpuSeconds, orders, fills, rssMegabytes] = [0, 0, 0, 0, 0];
  for (let pass = 0; pass < passes; pass++) {
    const stop = watchCpu();
    for (const block of blocks) {
      applyWithTimers(engine, block);
      for (const effect of engine.drainEffects()) {
        if (effect.kind === "order" && effect.order.state === "SUBMITTED") orders += 1;
        else if (effect.kind === "fill") fills += 1;
      }
    }
    const spent = stop();
    seconds += spent.seconds;
    cpuSeconds += spent.cpuSeconds;
    rssMegabytes = Math.max(rssMegabytes, process.memoryUsage.rss() / 2 ** 20);
    // The next pass is a later day; its rewriting is not the engine's work.
    for (const block of blocks) shift(block, span);
  }
  for (const block of blocks) shift(block, -span * passes);
  return { events: engine.appliedEvents, seconds, cpuSeconds, orders, fills, rssMegabytes: Math.round(rssMegabytes) };
}

function openEngine({ instruments, blocks }: Session, { ordersEach, model, hasBands, strategy }: EngineCase): Engine {
  const first = blocks[0];
  const priceTicks = first?.priceTicks[first.kind.indexOf(1)] ?? 1;
  const sizeLots = instruments.map((spec) => {
    const perLot = notionalAtoms(spec, priceTicks, 1);
    return perLot > 0n ? Number(ORDER_NOTIONAL_ATOMS / perLot) + 1 : 1;
  });
  const strayPpm = ordersEach === 1 ? STRAY_PPM : STRAY_OF_MANY_PPM;
  const resting = () => new RestingStrategy({ instruments: instruments.length, ordersEach, sizeLots, strayPpm });
  const make = strategy?.make ?? (ordersEach > 0 ? resting : null);
  const names = make ? [strategy?.name ?? "bench-resting"] : [];
  const base = defaultSettings({
    venueId: "recorded-bench",
    instruments,
    seed: 1,
    strategies: names.map((name) => ({ name, enabled: true, params: {} })),
  });
  const execution: ExecutionSettings = {
    ...DEFAULT_EXECUTION,
    bands: hasBands ? DEFAULT_EXECUTION.bands : null,
    venueOrdersPer10s: null,
  };
  const settings: DeskSettings = { ...base, queueModel: model, execution, risk: GENEROUS };
  return Engine.create(settings, () => (make ? [make()] : []));
}

const GENEROUS = { ...WIDE_RISK, ordersPerMinuteMax: 1e6, openOrdersMax: 1_000 };
