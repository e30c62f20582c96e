/** What a restless person does with algos: starts some of every kind, sensible ones and others, and cancels some. */
import type { CommandBody } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import { PARENT_KINDS, type ParentDraft } from "@/server/domain/parent-order";
import type { Rng } from "@/server/domain/rng";
import { ticks } from "@/server/domain/ticks";
import type { Engine } from "@/server/engine/kernel/engine";
import { ABC, XYZ } from "./engine-run";

export function randomParentCommand(rng: Rng, engine: Engine): CommandBody {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const active = engine.view().parents.filter(({ state }) => state === "ACTIVE");
  const one = active[below(active.length)];
  if (one && rng.next() < 0.1) return { kind: "cancelParent", parentId: rng.next() < 0.1 ? "par-9999" : one.id };
  return { kind: "startParent", parent: randomParent(below, engine) };
}

function randomParent(below: (bound: number) => number, engine: Engine): ParentDraft {
  const instrument = below(2);
  const near = engine.book(instrument).bestBid();
  const limit = ticks((Number.isNaN(near) ? 10_000 : near) + below(12) - 4);
  const kind = PARENT_KINDS[below(PARENT_KINDS.length)] ?? "twap";
  const size = 100 + below(1_500);
  const curve = Array.from({ length: 48 }, () => below(100_000));
  return {
    instrumentId: (instrument === 0 ? ABC : XYZ).id,
    side: below(3) === 0 ? "sell" : "buy",
    kind,
    sizeLots: lots(size),
    limitTicks: kind === "iceberg" ? (below(10) === 0 ? null : limit) : below(2) === 0 ? limit : null,
    durationMicros: 9_500_000 + below(20_000_000),
    slices: 2 + below(9),
    displayLots: kind === "iceberg" ? lots(10 + below(size + 50)) : null,
    participationPpm: kind === "adaptive" ? 50_000 + below(500_000) : null,
    volumeCurvePpm: kind === "vwap" && below(3) > 0 ? curve : null,
    isPassiveFirst: below(2) === 0,
  };
}
