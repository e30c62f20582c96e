/**
 * Where cancels come from: the one thing that the models differ in. Whenever lots are taken back at the price of a
 * probe that still waits, with others both before it and behind it, the true side is noted beside the
 * probability that each model gives to "from behind".
 */
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import { FLAG, type MarketRow } from "@/server/domain/market-block";
import type { L3Change } from "@/server/engine/book/l3-book";
import { queueModel } from "@/server/engine/venue/queue-models";
import { modelName, type ShadowField, type ShadowOrder } from "./shadow-field";

const GROUPS = 10;
const PPM = 1_000_000;

type Sums = { cancels: number; behind: number; behindShare: number; guessed: number[] };

export type CancelGroup = Readonly<{
  /** Cancels whose share of other lots behind the probe was from this to that. */
  fromShare: number;
  toShare: number;
  cancels: number;
  /** Means over them, 0 to 1: the share behind, how often it was from behind, and what each model says. */
  behindShare: number;
  fromBehind: number;
  guessed: readonly Readonly<{ model: string; fromBehind: number }>[];
}>;

export class CancelOrigins {
  readonly #field: ShadowField;
  readonly #models: readonly ReturnType<typeof named>[];
  readonly #groups: Sums[];

  constructor(field: ShadowField, models: readonly QueueModelSettings[]) {
    this.#field = field;
    this.#models = models.map(named);
    this.#groups = Array.from({ length: GROUPS }, () => ({
      cancels: 0,
      behind: 0,
      behindShare: 0,
      guessed: models.map(() => 0),
    }));
  }

  /** After a row of an order was taken in. */
  see(change: Readonly<L3Change>, row: MarketRow, probes: Iterable<ShadowOrder>): void {
    if (change.place === 0 || change.goneLots === 0 || (row.flags & FLAG.traded) !== 0 || this.#grew(change, row))
      return;
    for (const probe of probes) {
      if (probe.side === change.side && probe.priceTicks === change.priceTicks) this.#note(change, probe);
    }
  }

  groups(): CancelGroup[] {
    return this.#groups.flatMap(({ cancels, behind, behindShare, guessed }, i) =>
      cancels === 0
        ? []
        : {
            fromShare: i / GROUPS,
            toShare: (i + 1) / GROUPS,
            cancels,
            behindShare: behindShare / cancels,
            fromBehind: behind / cancels,
            guessed: this.#models.map(({ model }, m) => ({ model, fromBehind: (guessed[m] ?? 0) / cancels })),
          },
    );
  }

  /** It went to the back of the same queue: nothing was taken back. */
  #grew({ place, side, priceTicks }: Readonly<L3Change>, row: MarketRow): boolean {
    if (row.sizeLots === 0 || row.side !== side || row.priceTicks !== priceTicks) return false;
    return this.#field.market.l3?.placeOf(row.seq) !== place;
  }

  #note({ place, goneLots }: Readonly<L3Change>, { side, priceTicks, shadows }: ShadowOrder): void {
    const { l3 } = this.#field.market;
    const exact = shadows.find(({ model }) => model === "exact");
    const ours = exact?.venue.resting.side(side)[0]?.exact;
    if (!l3 || !ours) return;
    const isBehind = place >= ours.place;
    const before = l3.lotsBefore(side, priceTicks, ours.place);
    const ahead = before + (isBehind ? 0 : goneLots);
    const back = l3.lotsBefore(side, priceTicks, Number.POSITIVE_INFINITY) - before + (isBehind ? goneLots : 0);
    if (ahead === 0 || back === 0) return;
    const share = back / (ahead + back);
    const group = this.#groups[Math.min(Math.floor(share * GROUPS), GROUPS - 1)];
    if (!group) return;
    group.cancels++;
    group.behind += Number(isBehind);
    group.behindShare += share;
    this.#models.forEach(({ behindPpm }, m) => {
      group.guessed[m] = (group.guessed[m] ?? 0) + behindPpm(ahead, back) / PPM;
    });
  }
}

const named = (settings: QueueModelSettings) => ({
  model: modelName(settings),
  behindPpm: queueModel(settings).behindPpm,
});
