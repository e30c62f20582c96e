/**
 * A desk's commit: the fence, the effects grouped by table, the checkpoint and the outcomes of
 * commands, in one transaction. Tables come in the order in which they refer to each other,
 * rows within a table in the order of the effects.
 */
import type { CommandOutcome } from "@/server/domain/command";
import type { Effect } from "@/server/domain/effect";
import { AppError } from "@/server/domain/errors";
import type { DeskCommit } from "@/server/ports/desk-store";
import type { Columns } from "./columns";
import { columnNames, columnsOf, fromJson, toRecords } from "./columns";
import { equityBarText } from "./equity-bars";
import type { Partitions } from "./partitions";
import { type Database, type Query, type Statement, sqlState } from "./pool";
import * as tables from "./tables";
import { toChunks, traceColumns } from "./trace-chunks";

type Kind = Effect["kind"];
type Grouped = Readonly<{ [K in Kind]: readonly Extract<Effect, { kind: K }>[] }>;

export async function commitDesk(database: Database, partitions: Partitions, commit: DeskCommit): Promise<void> {
  const { lease, number, at, checkpoint } = commit;
  const effects = grouped(commit.effects);
  const times = effects.equity.map(({ sample }) => sample.at);
  const statements = [
    { text: fenceText, values: [lease.deskId, lease.epoch, number] },
    ...writesOf(lease.deskId, effects),
    { text: checkpointText, values: [lease.deskId, lease.epoch, at, checkpoint] },
  ];
  try {
    await partitions.writing("portfolio_state", times, () => database.atOnce(statements));
  } catch (error) {
    if (sqlState(error) !== DIVISION_BY_ZERO) throw error;
    await explainFence(database.query, commit);
  }
}

const DIVISION_BY_ZERO = "22012";

/**
 * Takes the desk's row for this transaction. That it is not ours must be an error, because the statements
 * after it are on their way already: nothing else here divides.
 */
const fenceText = `WITH moved AS (
    UPDATE desk SET commits = $3 WHERE id = $1 AND epoch = $2 AND commits = $3::bigint - 1 RETURNING id)
  SELECT 1 / count(*) FROM moved`;

/** Returns when this very commit is in the database already. @throws AppError that says why the fence held */
async function explainFence(query: Query, { lease, number }: DeskCommit): Promise<void> {
  const [desk] = await query("SELECT epoch, commits FROM desk WHERE id = $1", [lease.deskId]);
  const facts = { deskId: lease.deskId, epoch: lease.epoch, number };
  if (!desk) throw new AppError("not_found", `There is no desk ${lease.deskId}`, { facts });
  if (desk["epoch"] !== lease.epoch) {
    throw new AppError("lease_lost", `Desk ${lease.deskId} was taken over by another run`, { facts });
  }
  if (desk["commits"] === number) return;
  const text = `Commit ${number} of desk ${lease.deskId} does not follow its last one, ${String(desk["commits"])}`;
  throw new AppError("conflict", text, { facts });
}

function grouped(effects: readonly Effect[]): Grouped {
  const groups: Record<Kind, Effect[]> = {
    order: [],
    orderEvent: [],
    parent: [],
    trace: [],
    fill: [],
    markout: [],
    ledger: [],
    position: [],
    roundTrip: [],
    equity: [],
    signal: [],
    prediction: [],
    risk: [],
    breaker: [],
    riskSettings: [],
    positionSample: [],
    command: [],
  };
  for (const effect of effects) groups[effect.kind].push(effect);
  return groups as Grouped;
}

type Write = <T>(text: string, columns: Columns<T>, rows: readonly NoInfer<T>[]) => Statement[];

function* writesOf(deskId: string, effects: Grouped): Generator<Statement> {
  const statement: Write = (text, columns, rows) =>
    rows.length === 0 ? [] : [{ text, values: [deskId, toRecords(columns, rows)] }];
  yield* orderWrites(statement, effects);
  yield* moneyWrites(statement, effects);
  yield* statement(
    texts.signal,
    tables.signalColumns,
    effects.signal.map(({ signal }) => signal),
  );
  yield* statement(
    texts.prediction,
    tables.predictionColumns,
    effects.prediction.map(({ prediction }) => prediction),
  );
  yield* statement(
    texts.risk,
    tables.riskEventColumns,
    effects.risk.map(({ event }) => event),
  );
  yield* riskWrites(statement, effects);
  yield* statement(
    outcomeText,
    outcomeColumns,
    effects.command.map(({ outcome }) => outcome),
  );
}

function* riskWrites(statement: Write, effects: Grouped): Generator<Statement> {
  yield* statement(
    texts.breaker,
    tables.breakerColumns,
    effects.breaker.map(({ event }) => event),
  );
  yield* statement(
    texts.riskSettings,
    tables.riskSettingsColumns,
    effects.riskSettings.map(({ change }) => change),
  );
  yield* statement(
    texts.positionSample,
    tables.positionSampleColumns,
    lastBy(
      effects.positionSample.map(({ sample }) => sample),
      ({ at, instrumentId }) => `${at}/${instrumentId}`,
    ),
  );
}

function* orderWrites(statement: Write, effects: Grouped): Generator<Statement> {
  const orders = lastBy(
    effects.order.map(({ order }) => order),
    ({ id }) => id,
  );
  yield* statement(texts.order, tables.orderColumns, orders);
  yield* statement(
    texts.orderEvent,
    tables.orderEventColumns,
    effects.orderEvent.map(({ event }) => event),
  );
  yield* statement(
    texts.fill,
    tables.fillColumns,
    effects.fill.map(({ fill }) => fill),
  );
  yield* statement(
    texts.markout,
    tables.markoutColumns,
    effects.markout.map(({ markout }) => markout),
  );
  const parents = lastBy(
    effects.parent.map(({ parent }) => parent),
    ({ id }) => id,
  );
  yield* statement(
    texts.parent,
    tables.parentColumns,
    parents.map((body) => ({ ...body, body })),
  );
  yield* statement(texts.trace, traceColumns, toChunks(effects.trace));
}

function* moneyWrites(statement: Write, effects: Grouped): Generator<Statement> {
  const entries = effects.ledger.map(({ entry }) => entry);
  yield* statement(texts.ledger, tables.ledgerEntryColumns, entries);
  const postings = entries.flatMap(({ seq, postings: parts }) =>
    parts.map((part, number) => ({ ...part, entrySeq: seq, number })),
  );
  yield* statement(texts.posting, tables.postingColumns, postings);
  const positions = lastBy(
    effects.position.map(({ position }) => position),
    ({ instrumentId }) => instrumentId,
  );
  yield* statement(texts.position, tables.positionColumns, positions);
  yield* statement(
    texts.trip,
    tables.tripColumns,
    effects.roundTrip.map(({ trip }) => trip),
  );
  const samples = lastBy(
    effects.equity.map(({ sample }) => sample),
    ({ at }) => at,
  );
  yield* statement(texts.equity, tables.equityColumns, samples);
  yield* statement(equityBarText, tables.equityColumns, samples);
}

/** The last of each key, in order of its first appearance: one statement must not touch a row twice. */
function lastBy<T>(rows: readonly T[], key: (row: T) => string | number): readonly T[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}

function insertText<T>(table: string, columns: Columns<T>, ending = ""): string {
  const { from, values } = fromJson(columns, 2);
  return `INSERT INTO ${table} (desk_id, ${columnNames(columns)}) SELECT $1, ${values} FROM ${from} ${ending}`;
}

function upsertText<T>(table: string, columns: Columns<T>, key: string | readonly string[]): string {
  const keys = [key].flat().map((name) => `"${name}"`);
  const changes = columnNames(columns)
    .split(", ")
    .filter((name) => !keys.includes(name))
    .map((name) => `${name} = excluded.${name}`);
  return insertText(table, columns, `ON CONFLICT (desk_id, ${keys.join(", ")}) DO UPDATE SET ${changes.join(", ")}`);
}

const texts = {
  order: upsertText('"order"', tables.orderColumns, "id"),
  parent: upsertText("parent_order", tables.parentColumns, "id"),
  orderEvent: insertText("order_event", tables.orderEventColumns),
  fill: insertText("fill", tables.fillColumns),
  markout: insertText("markout", tables.markoutColumns),
  trace: insertText("fill_trace", traceColumns),
  ledger: insertText("ledger_entry", tables.ledgerEntryColumns),
  posting: insertText("ledger_posting", tables.postingColumns),
  position: upsertText("position", tables.positionColumns, "instrument_id"),
  trip: insertText("round_trip", tables.tripColumns),
  equity: upsertText("portfolio_state", tables.equityColumns, "at"),
  signal: insertText("signal", tables.signalColumns),
  prediction: insertText("prediction", tables.predictionColumns, "ON CONFLICT DO NOTHING"),
  risk: insertText("risk_event", tables.riskEventColumns),
  breaker: insertText("breaker_event", tables.breakerColumns),
  riskSettings: insertText("risk_settings", tables.riskSettingsColumns),
  positionSample: upsertText("position_sample", tables.positionSampleColumns, ["instrument_id", "at"]),
};

const outcomeColumns = columnsOf<CommandOutcome>({
  commandId: "text",
  at: "micros",
  accepted: "bool",
  orderId: "text",
  reason: "json",
});

/** Set once: an outcome never changes. */
const outcomeText = `UPDATE desk_command c
  SET at = tapedeck_time(r.at), accepted = r.accepted, order_id = r."orderId", reason = r.reason
  FROM ${fromJson(outcomeColumns, 2).from}
  WHERE c.desk_id = $1 AND c.id = r."commandId" AND c.at IS NULL`;

const checkpointText = `INSERT INTO desk_checkpoint (desk_id, epoch, at, body) VALUES ($1, $2, tapedeck_time($3), $4)
  ON CONFLICT (desk_id) DO UPDATE SET epoch = excluded.epoch, at = excluded.at, body = excluded.body`;
