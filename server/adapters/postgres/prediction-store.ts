/** PredictionStore on PostgreSQL. Desks write theirs with their commits. */
import type { Outcome, PredictionStore } from "@/server/ports/prediction-store";
import { columnNames, columnsOf, fromJson, selectList, toDomain, toRecords } from "./columns";
import { storedPredictionColumns } from "./model-tables";
import type { Database } from "./pool";
import { predictionColumns } from "./tables";

const LIST_MAX = 50_000;
const bounded = (limit: number): number => Math.max(1, Math.min(limit, LIST_MAX));

export function createPredictionStore({ query }: Pick<Database, "query">): PredictionStore {
  const list = async (text: string, given: readonly unknown[]) =>
    (await query(text, given)).map((row) => toDomain(storedPredictionColumns, row));
  return {
    async add(predictions) {
      if (predictions.length > 0) await query(addText, [toRecords(predictionColumns, predictions)]);
    },
    list: ({ model, version, from, limit, scored }) => list(listText, [model, version, from, bounded(limit), scored]),
    listUnscored: ({ before, limit }) => list(unscoredText, [before, bounded(limit)]),
    async saveOutcomes(outcomes) {
      if (outcomes.length > 0) await query(outcomesText, [toRecords(outcomeColumns, outcomes)]);
    },
    async drop(before) {
      const rows = await query("DELETE FROM prediction WHERE scored_at < tapedeck_time($1) RETURNING 1 AS done", [
        before,
      ]);
      return rows.length;
    },
  };
}

const added = fromJson(predictionColumns, 1);
const addText = `INSERT INTO prediction (${columnNames(predictionColumns)})
  SELECT ${added.values} FROM ${added.from} ON CONFLICT DO NOTHING`;

const selected = `SELECT ${selectList(storedPredictionColumns, "t")} FROM prediction t`;
const listText = `${selected}
  WHERE t.model = $1 AND t.version = $2 AND t.asked_at >= tapedeck_time($3) AND (t.outcome IS NOT NULL OR NOT $5)
  ORDER BY t.asked_at DESC, t.id DESC LIMIT $4`;
const unscoredText = `${selected}
  WHERE t.scored_at IS NULL AND t.asked_at + t.horizon_micros * interval '1 microsecond' < tapedeck_time($1)
  ORDER BY t.asked_at, t.id LIMIT $2`;

const outcomeColumns = columnsOf<Outcome>({ id: "integer", outcome: "integer", scoredAt: "micros" });
const outcomesText = `UPDATE prediction p SET outcome = r.outcome, scored_at = tapedeck_time(r."scoredAt")
  FROM ${fromJson(outcomeColumns, 1).from} WHERE p.id = r.id AND p.scored_at IS NULL`;
