/** A strategy whose orders say how sure they are: now above the least confidence, now below. */
import type { OrderDraft } from "@/server/domain/order";
import type { Strategy, StrategyContext } from "@/server/engine/strategy/strategy";
import { RestlessStrategy } from "@/server/testing/restless-strategy";

export function sureStrategy(seed: number, name = "restless"): Strategy {
  const inner = new RestlessStrategy(seed, name);
  const sure = (ctx: StrategyContext): StrategyContext => ({
    ...ctx,
    submit: (draft, note) => ctx.submit(withConfidence(draft), note),
  });
  return {
    name,
    onMarket: (ctx, row) => inner.onMarket(sure(ctx), row),
    onTimer: () => inner.onTimer(),
    onOrder: (ctx, order) => inner.onOrder(ctx, order),
    onFill: (ctx, fill) => inner.onFill(sure(ctx), fill),
    onGap: () => inner.onGap(),
    summary: () => inner.summary(),
    save: () => inner.save(),
    restore: (state) => inner.restore(state),
  };
}

/** From the size, which is random: two thirds are above 600,000. */
const withConfidence = (draft: OrderDraft): OrderDraft => ({
  ...draft,
  terms: { ...draft.terms, confidencePpm: 300_000 + ((draft.sizeLots * 37) % 7) * 100_000 },
});
