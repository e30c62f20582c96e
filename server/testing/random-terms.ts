/** Orders with everything an order can say, drawn from a seed: many are refused, which is part of the game. */
import type { CommandBody } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import { micros } from "@/server/domain/micros";
import type { Bracket, OrderDraft, OrderTerms, Side, Trail } from "@/server/domain/order";
import type { Rng } from "@/server/domain/rng";
import { ticks } from "@/server/domain/ticks";
import type { Engine } from "@/server/engine/kernel/engine";

type Ground = Readonly<{ below: (bound: number) => number; engine: Engine; instrumentId: string; near: number }>;

/** A conditional, dated, sliding, reduce-only or iceberg order, an entry with a bracket, or a pair. */
export function randomTermsCommand(rng: Rng, engine: Engine): CommandBody {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const instrument = below(2);
  const bid = engine.book(instrument).bestBid();
  const instrumentId = engine.view().positions[instrument]?.instrumentId ?? "";
  const ground = { below, engine, instrumentId, near: Number.isNaN(bid) ? 10_000 : bid };
  if (below(5) === 0) return { kind: "submitOco", orders: pair(ground) };
  const roll = below(5);
  const side = below(3) === 0 ? "sell" : "buy";
  if (roll === 0) return { kind: "submit", order: conditional(ground, { side, isStop: true }) };
  if (roll === 1) return { kind: "submit", order: conditional(ground, { side: "sell", isStop: below(2) === 0 }) };
  return { kind: "submit", order: roll === 2 ? entry(ground) : resting(ground, side) };
}

function resting({ below, engine, instrumentId, near }: Ground, side: Side): OrderDraft {
  const sizeLots = 20 + below(200);
  const isDated = below(3) === 0;
  const isIceberg = below(2) === 0;
  const postOnly = below(2) === 0;
  const terms: OrderTerms = {
    ...(isDated ? { expiresAt: micros(engine.now() + 1_000 + below(3_000_000)) } : {}),
    ...(isIceberg ? { displayLots: lots(1 + below(sizeLots)) } : {}),
    ...(postOnly && below(2) === 0 ? { postOnlySlide: true } : {}),
    ...(side === "sell" && below(2) === 0 ? { reduceOnly: true } : {}),
  };
  const timeInForce = isDated ? "GTD" : "GTC";
  const limitTicks = ticks(near + below(8) - 4);
  return { instrumentId, side, type: "limit", timeInForce, postOnly, limitTicks, sizeLots: lots(sizeLots), terms };
}

type Leg = Readonly<{ side: Side; isStop: boolean }>;

/** On the right side of the price most of the time. */
function conditional(ground: Ground, { side, isStop }: Leg): OrderDraft {
  const { below, instrumentId, near } = ground;
  const away = (isStop === (side === "sell") ? -1 : 1) * (below(12) - 1);
  const base = { instrumentId, side, timeInForce: "GTC", postOnly: false, sizeLots: lots(5 + below(100)) } as const;
  const kind = below(3);
  if (kind === 0 && isStop)
    return { ...base, type: "trailing_stop", limitTicks: null, terms: { trail: trail(ground) } };
  const trigger = { ticks: ticks(near + away), by: "last" } as const;
  const terms = { trigger, ...(below(3) === 0 ? { reduceOnly: true } : {}) };
  if (kind === 1) return { ...base, type: isStop ? "stop" : "take_profit", limitTicks: null, terms };
  const limitTicks = ticks(near + away + below(6) - 3);
  return { ...base, type: isStop ? "stop_limit" : "take_profit_limit", limitTicks, terms };
}

const trail = ({ below, near }: Pick<Ground, "below" | "near">): Trail => ({
  distance: below(2) === 0 ? { ticks: 1 + below(8) } : { ppm: 100 + below(2_000) },
  activationTicks: below(2) === 0 ? null : ticks(near + below(6)),
  by: "last",
});

function pair(ground: Ground): readonly [OrderDraft, OrderDraft] {
  const { below, instrumentId, near } = ground;
  const side = below(3) === 0 ? "buy" : "sell";
  const sign = side === "sell" ? 1 : -1;
  const stop = conditional(ground, { side, isStop: true });
  const limitTicks = ticks(near + sign * (1 + below(6)));
  const { sizeLots } = stop;
  const target = {
    instrumentId,
    side,
    type: "limit",
    timeInForce: "GTC",
    postOnly: below(2) === 0,
    limitTicks,
    sizeLots,
  } as const;
  return below(2) === 0 ? [target, stop] : [stop, target];
}

function entry(ground: Ground): OrderDraft {
  const { below, instrumentId, near } = ground;
  const limitTicks = ticks(near + below(6) - 4);
  const isTrailing = below(3) === 0;
  const bracket: Bracket = {
    stop: isTrailing
      ? null
      : { ticks: ticks(limitTicks - 1 - below(8)), limitTicks: below(4) === 0 ? ticks(limitTicks - 10) : null },
    trail: isTrailing ? trail(ground) : null,
    target: below(4) === 0 ? null : { ticks: ticks(limitTicks + 1 + below(8)) },
  };
  const sizeLots = lots(50 + below(250));
  return {
    instrumentId,
    side: "buy",
    type: "limit",
    timeInForce: "GTC",
    postOnly: false,
    limitTicks,
    sizeLots,
    terms: { bracket },
  };
}
