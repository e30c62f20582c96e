/** What every PredictionStore guarantees. */
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { predicted } from "@/server/testing/predictions";
import { AT } from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

export function predictionStoreContract(setup: () => Promise<StoresHarness>): void {
  test("predictions are kept once, listed newest first, and scored once", async () => {
    const { predictions } = await setup();
    const model = freshName("model");
    const asked = (minute: number) => predicted(minute * 60_000, { model });
    await predictions.add([asked(5), asked(10), asked(10), asked(15)]);
    await predictions.add([asked(10)]);
    const query = { model, version: 1, from: 0, limit: 10, scored: false };
    const rows = await predictions.list(query);
    expect(rows.map(({ askedAt }) => askedAt)).toEqual([asked(15), asked(10), asked(5)].map(({ askedAt }) => askedAt));
    expect(rows[0]).toEqual({ ...asked(15), id: rows[0]?.id, deskId: null, outcome: null, scoredAt: null });
    expect(await predictions.list({ ...query, from: asked(10).askedAt, limit: 1 })).toHaveLength(1);

    const due = async (before: number) =>
      (await predictions.listUnscored({ before, limit: 1_000 })).filter((row) => row.model === model);
    const horizon = asked(5).horizonMicros;
    expect(await due(asked(5).askedAt + horizon)).toEqual([]);
    const found = await due(asked(10).askedAt + horizon + 1);
    expect(found.map(({ askedAt }) => askedAt)).toEqual([asked(5).askedAt, asked(10).askedAt]);
    const [five, ten] = found;
    const at = micros(AT + 1);
    await predictions.saveOutcomes([
      { id: five?.id ?? 0, outcome: 1, scoredAt: at },
      { id: ten?.id ?? 0, outcome: null, scoredAt: at },
    ]);
    await predictions.saveOutcomes([{ id: five?.id ?? 0, outcome: 0, scoredAt: at }]);
    expect(await due(2 * AT)).toHaveLength(1);
    const scored = await predictions.list({ ...query, scored: true });
    expect(scored.map(({ askedAt, outcome }) => ({ askedAt, outcome }))).toEqual([
      { askedAt: asked(5).askedAt, outcome: 1 },
    ]);
    expect(await predictions.drop(AT + 1)).toBe(0);
    expect(await predictions.drop(AT + 2)).toBeGreaterThanOrEqual(2);
    expect(await predictions.list(query)).toHaveLength(1);
  });
}
