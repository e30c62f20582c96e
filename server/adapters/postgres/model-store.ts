/** ModelStore on PostgreSQL. Whoever adds or moves versions holds the model's row meanwhile. */
import { AppError } from "@/server/domain/errors";
import type { Model, ModelEvent, ModelVersion } from "@/server/domain/models/model-version";
import type { Deed, ModelEdit, ModelStore, NewVersion } from "@/server/ports/model-store";
import type { AuditEntry } from "@/server/ports/system-store";
import { type Columns, columnNames, columnsOf, fromJson, selectList, toDomain, toRecords } from "./columns";
import { driftColumns, modelColumns, modelEventColumns, versionColumns } from "./model-tables";
import type { Database, Query } from "./pool";
import { auditColumns } from "./tables";

export function createModelStore(database: Database): ModelStore {
  const { query, transaction } = database;
  const list = async <T>(text: string, columns: Columns<T>, values: readonly unknown[] = []) =>
    (await query(text, values)).map((row) => toDomain(columns, row));
  return {
    listModels: () => list(`${modelsText} ORDER BY t.created_at, t.name`, fullModelColumns),
    async findModel(name) {
      return (await list(`${modelsText} WHERE t.name = $1`, fullModelColumns, [name]))[0] ?? null;
    },
    createModel: (model, deed) => transaction((tx) => createModel(tx, model, deed)),
    editModel: (name, edit, deed) => transaction((tx) => editModel(tx, { name, edit, deed })),
    listVersions: (model) =>
      list(`${versionsText} WHERE t.model = $1 ORDER BY t.version DESC`, versionColumns, [model]),
    async findVersion(model, version) {
      const found = await list(`${versionsText} WHERE t.model = $1 AND t.version = $2`, versionColumns, [
        model,
        version,
      ]);
      return found[0] ?? null;
    },
    listLive: () =>
      list(`${versionsText} WHERE t.state IN ('champion', 'shadow') ORDER BY t.model, t.version`, versionColumns),
    addVersion: (version, deed) => transaction((tx) => addVersion(tx, version, deed)),
    move: (model, plan, deed) =>
      transaction(async (tx) => {
        await holdModel(tx, model);
        const rows = await tx(`${versionsText} WHERE t.model = $1 ORDER BY t.version DESC`, [model]);
        const moves = plan(rows.map((row) => toDomain(versionColumns, row)));
        for (const move of moves) {
          await tx(moveText, [model, move.version, move.to, deed.at]);
          await saveEvent(tx, { ...move, ...deed, model });
        }
        return moves;
      }),
    saveEvent: (event) => transaction((tx) => saveEvent(tx, event)),
    listEvents: (model, limit) => list(eventsText, fullEventColumns, [model, Math.max(1, Math.min(limit, LIST_MAX))]),
    async saveDrift(report) {
      await insert(query, { table: "drift_report", columns: driftColumns, row: { ...report, body: report } });
      await query(dropDriftText, [report.model, report.version, report.at - DRIFT_KEPT_MICROS]);
    },
    async listDrift(model) {
      return (await list(driftText, driftColumns, [model])).map(({ body }) => body);
    },
  };
}

const LIST_MAX = 1_000;

const fullModelColumns = columnsOf<Model>({ ...modelColumns.kinds, championVersion: "integer" });
const modelsText = `SELECT ${selectList(modelColumns, "t")}, c.version AS "championVersion"
  FROM model t LEFT JOIN model_version c ON c.model = t.name AND c.state = 'champion'`;
const versionsText = `SELECT ${selectList(versionColumns, "t")} FROM model_version t`;
const fullEventColumns = columnsOf<ModelEvent>({ ...modelEventColumns.kinds, id: "integer" });
const eventsText = `SELECT ${selectList(fullEventColumns, "t")} FROM model_event t
  WHERE t.model = $1 ORDER BY t.id DESC LIMIT $2`;
const driftText = `SELECT DISTINCT ON (t.version) ${selectList(driftColumns, "t")} FROM drift_report t
  WHERE t.model = $1 ORDER BY t.version DESC, t.id DESC`;
/** One an hour for each live version: what is older is of no more use than the report after it. */
const DRIFT_KEPT_MICROS = 90 * 86_400_000_000;
const dropDriftText =
  "DELETE FROM drift_report WHERE model = $1 AND version = $2 AND at < tapedeck_time($3) RETURNING 1 AS done";
const moveText = `UPDATE model_version SET state = $3, state_since = tapedeck_time($4) WHERE model = $1 AND version = $2`;

type Insert<T> = Readonly<{ table: string; columns: Columns<T>; row: NoInfer<T> }>;

/** @returns 0 when its key is there already */
async function insert<T>(query: Query, { table, columns, row }: Insert<T>): Promise<number> {
  const { from, values } = fromJson(columns, 1);
  const text = `INSERT INTO ${table} (${columnNames(columns)}) SELECT ${values} FROM ${from}
    ON CONFLICT DO NOTHING RETURNING 1 AS done`;
  return (await query(text, [toRecords(columns, [row])])).length;
}

/** Nobody else adds or moves versions of it until the transaction ends. @throws AppError not_found */
async function holdModel(query: Query, name: string): Promise<void> {
  const [row] = await query("SELECT name FROM model WHERE name = $1 FOR UPDATE", [name]);
  if (!row) throw new AppError("not_found", `There is no model ${name}`, { facts: { model: name } });
}

/** Events of a model and the audit trail tell the same story. */
async function saveEvent(query: Query, event: Omit<ModelEvent, "id">): Promise<void> {
  await insert(query, { table: "model_event", columns: modelEventColumns, row: event });
  const { model, version, at, who, kind, why } = event;
  const subject = version === null ? `model ${model}` : `model ${model} version ${version}`;
  // Columns carry whole microseconds; the entry's type says so, the model's says number.
  const entry = { at, who, action: `models.${kind}`, subject, detail: why } as AuditEntry;
  await insert(query, { table: "audit_entry", columns: auditColumns, row: entry });
}

async function createModel(query: Query, model: Omit<Model, "championVersion">, deed: Deed): Promise<void> {
  if ((await insert(query, { table: "model", columns: modelColumns, row: model })) === 0) {
    throw new AppError("conflict", `There is a model ${model.name} already`, { facts: { model: model.name } });
  }
  await saveEvent(query, { ...deed, model: model.name, version: null, kind: "created", from: null, to: null });
}

type Edit = Readonly<{ name: string; edit: ModelEdit; deed: Deed }>;

async function editModel(query: Query, { name, edit, deed }: Edit): Promise<void> {
  await holdModel(query, name);
  const { title = null, recipe = null, gates = null, schedules = null, promotion = null } = edit;
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await query(
    `UPDATE model SET title = coalesce($2, title), recipe = coalesce($3::jsonb, recipe),
       gates = coalesce($4::jsonb, gates), schedules = coalesce($5::jsonb, schedules), promotion = coalesce($6, promotion)
     WHERE name = $1`,
    [name, title, json(recipe), json(gates), json(schedules), promotion],
  );
  await saveEvent(query, { ...deed, model: name, version: null, kind: "edited", from: null, to: null });
}

async function addVersion(query: Query, { make, ...of }: NewVersion, deed: Deed): Promise<ModelVersion> {
  await holdModel(query, of.model);
  if (of.runId !== null) {
    const [known] = await query(`${versionsText} WHERE t.run_id = $1`, [of.runId]);
    if (known) return toDomain(versionColumns, known);
  }
  const [last] = await query("SELECT coalesce(max(version), 0) AS version FROM model_version WHERE model = $1", [
    of.model,
  ]);
  const version = Number(last?.["version"]) + 1;
  const added: ModelVersion = {
    ...of,
    version,
    state: "candidate",
    createdAt: deed.at,
    stateSince: deed.at,
    ...(await make(version)),
  };
  await insert(query, { table: "model_version", columns: versionColumns, row: added });
  await saveEvent(query, { ...deed, model: of.model, version, kind: "created", from: null, to: "candidate" });
  return added;
}
