/** TrainingStore on PostgreSQL. A run is written by whoever holds its newest claim, and by nobody else. */
import type { ModelRecipe } from "@/server/domain/models/recipe";
import type { TrainingRun, Trial } from "@/server/domain/models/training-run";
import type { ClaimInput, RunClaim, TrainingStore } from "@/server/ports/training-store";
import { columnNames, columnsOf, fromJson, selectList, toDomain, toRecords } from "./columns";
import { toJson } from "./json";
import { claimColumns, runColumns, trialColumns } from "./model-tables";
import type { Database, Query, Row } from "./pool";

const LIST_MAX = 5_000;
const bounded = (limit: number): number => Math.max(1, Math.min(limit, LIST_MAX));

export function createTrainingStore({ query, transaction }: Database): TrainingStore {
  const runs = async (text: string, values: readonly unknown[] = []): Promise<readonly TrainingRun[]> =>
    (await query(text, values)).map((row) => toDomain(runColumns, row));
  return {
    addRun: ({ id, model, recipe, cause, who, queuedAt }) =>
      transaction(async (tx) => {
        // The model's row is held, so that two who ask at once do not both find no run.
        await tx("SELECT name FROM model WHERE name = $1 FOR UPDATE", [model]);
        const rows = await tx(addText, [id, model, cause, who, toJson(recipe), queuedAt]);
        return rows.length === 1;
      }),
    findRun: async (runId) => (await runs(`${runsText} WHERE t.id = $1`, [runId]))[0] ?? null,
    listRuns: ({ model, limit }) => runs(listText, [model, bounded(limit)]),
    listOpenRuns: () => runs(`${runsText} WHERE t.state IN ('queued', 'running') ORDER BY t.queued_at, t.id`),
    claimRun: (input) => transaction((tx) => claimRun(tx, input)),
    async tellRun(runId, claim, word) {
      const { at, progress, quarantine = null, seesUntil = null, resumed = false, text = null } = word;
      const said = progress === undefined ? null : toJson(progress);
      const [row] = await query(tellText, [runId, claim, at, said, quarantine, seesUntil, resumed, text]);
      if (!row) return "lost";
      return row["cancelled_by"] === null ? "go on" : "cancel";
    },
    async releaseRun(runId, claim) {
      await query(releaseText, [runId, claim]);
    },
    async endRun(runId, claim, { at, state, text, version }) {
      return (await query(endText, [runId, claim, at, state, text, version])).length === 1;
    },
    async cancelRun(runId, { who, at }) {
      return (await query(cancelText, [runId, who, at])).length === 1;
    },
    async addTrials(trials) {
      if (trials.length > 0) await query(addTrialsText, [toRecords(trialColumns, trials)]);
    },
    async listTrials({ model, runId, limit }) {
      const rows = await query(trialsText, [model, runId, bounded(limit)]);
      return rows.map((row) => toDomain(fullTrialColumns, row));
    },
    async countTrials(model, exceptRun) {
      const text = "SELECT count(*) AS count FROM trial WHERE model = $1 AND run_id IS DISTINCT FROM $2";
      const [row] = await query(text, [model, exceptRun]);
      return Number(row?.["count"]);
    },
    async tallyTrials(model) {
      const text = `SELECT count(*) AS count, coalesce(var_samp(sharpe), 0) AS variance FROM trial
        WHERE $1::text IS NULL OR model = $1`;
      const [row] = await query(text, [model]);
      return { count: Number(row?.["count"]), sharpeVariance: Number(row?.["variance"]) };
    },
  };
}

const runsText = `SELECT ${selectList(runColumns, "t")} FROM training_run t`;
const listText = `${runsText} WHERE $1::text IS NULL OR t.model = $1 ORDER BY t.queued_at DESC, t.id DESC LIMIT $2`;

const addText = `
  INSERT INTO training_run (id, model, state, cause, who, recipe, queued_at)
  SELECT $1, $2::text, 'queued', $3, $4, $5::jsonb, tapedeck_time($6)
  WHERE NOT EXISTS (SELECT 1 FROM training_run r WHERE r.model = $2 AND r.state IN ('queued', 'running'))
  ON CONFLICT DO NOTHING RETURNING id`;

/** Any number; it only has to be the same in all processes that train. */
const CLAIM_LOCK = 61_503_745;

async function claimRun(query: Query, { runId, host, at, silentMicros }: ClaimInput): Promise<RunClaim | null> {
  await query("SELECT pg_advisory_xact_lock($1)", [CLAIM_LOCK]);
  const values = [runId, host, at, silentMicros];
  const [row] = await query(claimText, values);
  return row ? toClaim(row) : null;
}

const claimText = `
  UPDATE training_run t SET state = 'running', claim = t.claim + 1, host = $2, seen_at = tapedeck_time($3),
    started_at = coalesce(t.started_at, tapedeck_time($3)),
    resumes = t.resumes + (t.state = 'running')::integer
  WHERE t.id = $1
    AND (t.state = 'queued' OR (t.state = 'running' AND coalesce(t.seen_at, '-infinity') <= tapedeck_time($3 - $4::bigint)))
    AND NOT EXISTS (SELECT 1 FROM training_run o
      WHERE o.id <> $1 AND o.state = 'running' AND o.seen_at > tapedeck_time($3 - $4::bigint))
  RETURNING ${selectList(runColumns, "t")}, ${selectList(claimColumns, "t")}`;

function toClaim(row: Row): RunClaim {
  const { claim, recipe, seesUntil } = toDomain(claimColumns, row);
  return { run: toDomain(runColumns, row), claim, recipe: recipe satisfies ModelRecipe, seesUntil };
}

const tellText = `
  UPDATE training_run SET seen_at = tapedeck_time($3), progress = coalesce($4::jsonb, progress),
    quarantine = coalesce($5, quarantine), sees_until = coalesce(sees_until, tapedeck_time($6)),
    resumes = resumes + $7::boolean::integer, text = coalesce($8, text)
  WHERE id = $1 AND claim = $2 AND state = 'running' RETURNING cancelled_by`;

const releaseText =
  "UPDATE training_run SET seen_at = NULL WHERE id = $1 AND claim = $2 AND state = 'running' RETURNING id";

const endText = `
  UPDATE training_run SET state = $4, text = $5, version = $6, ended_at = tapedeck_time($3), seen_at = tapedeck_time($3)
  WHERE id = $1 AND claim = $2 AND state = 'running' RETURNING id`;

const cancelText = `
  UPDATE training_run SET cancelled_by = coalesce(cancelled_by, $2),
    state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
    text = CASE state WHEN 'queued' THEN 'Cancelled before it began' ELSE text END,
    ended_at = CASE state WHEN 'queued' THEN tapedeck_time($3) END
  WHERE id = $1 AND state IN ('queued', 'running') RETURNING id`;

const { from, values } = fromJson(trialColumns, 1);
const addTrialsText = `INSERT INTO trial (${columnNames(trialColumns)}) SELECT ${values} FROM ${from} ON CONFLICT DO NOTHING`;

const { key: _key, ...trialKinds } = trialColumns.kinds;
const fullTrialColumns = columnsOf<Trial>({ ...trialKinds, id: "integer" });
const trialsText = `SELECT ${selectList(fullTrialColumns, "t")} FROM trial t
  WHERE t.model = $1 AND ($2::text IS NULL OR t.run_id = $2) ORDER BY t.id DESC LIMIT $3`;
