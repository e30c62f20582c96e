/**
 * One description per table says how its rows are written and read, so that the two cannot disagree.
 *
 * Rows go in as one JSON array and come out as domain objects. Nothing is rounded on the way:
 * atoms travel as text between bigint and NUMERIC(38,0), microseconds as integers through
 * tapedeck_time and tapedeck_micros.
 */
import { atoms } from "@/server/domain/atoms";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import { toJson } from "./json";
import type { Row } from "./pool";

/** "integer" is a safe integer; "atoms" a bigint; "micros" a time; "json" any value without bigints; "wire" any value at all. */
type ColumnKind = "text" | "texts" | "integer" | "float" | "bool" | "micros" | "atoms" | "json" | "wire";

type Kinds<T> = Readonly<{ [K in keyof T]-?: ColumnKind }>;

/** Every property of `T` has a column of its name in snake_case. */
export type Columns<T> = Readonly<{ kinds: Kinds<T> /** Never there: it carries the type. */; row?: T }>;

export const columnsOf = <T>(kinds: Kinds<T>): Columns<T> => ({ kinds });

const RECORD_TYPE: Record<ColumnKind, string> = {
  text: "text",
  texts: "text[]",
  integer: "bigint",
  float: "double precision",
  bool: "boolean",
  micros: "bigint",
  atoms: "numeric(38,0)",
  json: "jsonb",
  wire: "text",
};

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const quote = (name: string): string => `"${name}"`;
const kindsOf = <T>(columns: Columns<T>): [string, ColumnKind][] => Object.entries<ColumnKind>(columns.kinds);

/** `"id","order_id",…`, each with a prefix where given. */
export const columnNames = <T>(columns: Columns<T>): string =>
  kindsOf(columns)
    .map(([name]) => quote(snake(name)))
    .join(", ");

/**
 * Rows of the JSON array in parameter `$place`, as a FROM item and the expressions to select from it,
 * in the order of `columnNames`.
 */
export function fromJson<T>(columns: Columns<T>, place: number): Readonly<{ from: string; values: string }> {
  const kinds = kindsOf(columns);
  const record = kinds.map(([name, kind]) => `${quote(name)} ${RECORD_TYPE[kind]}`).join(", ");
  const values = kinds.map(([name, kind]) =>
    kind === "micros" ? `tapedeck_time(r.${quote(name)})` : `r.${quote(name)}`,
  );
  return { from: `jsonb_to_recordset($${place}::jsonb) AS r(${record})`, values: values.join(", ") };
}

/** The rows' values as the parameter for `fromJson`; properties without a column are left out. */
export const toRecords = <T>(columns: Columns<T>, rows: readonly NoInfer<T>[]): string =>
  toJson(
    rows.map((row) => Object.fromEntries(keysOf(columns).map((key) => [key, encode(columns.kinds[key], row[key])]))),
  );

const encode = (kind: ColumnKind, value: unknown): unknown =>
  kind === "wire" && value !== null && value !== undefined ? encodeWire(value) : value;

const keysOf = <T>(columns: Columns<T>): (keyof T & string)[] => Object.keys(columns.kinds) as (keyof T & string)[];

/** Select list that gives each column its property's name. `alias` is the table's. */
export function selectList<T>(columns: Columns<T>, alias: string): string {
  const expression = (name: string, kind: ColumnKind): string => {
    const column = `${alias}.${quote(snake(name))}`;
    if (kind === "micros") return `tapedeck_micros(${column})`;
    return kind === "atoms" || kind === "json" ? `${column}::text` : column;
  };
  return kindsOf(columns)
    .map(([name, kind]) => `${expression(name, kind)} AS ${quote(name)}`)
    .join(", ");
}

/** A row of `selectList` as the domain object. Columns beyond the description are left out. */
export function toDomain<T>(columns: Columns<T>, row: Row): T {
  const entries = kindsOf(columns).map(([name, kind]) => [name, decode(kind, row[name])]);
  // The description names every property of T, and the database holds what T said.
  return Object.fromEntries(entries) as T;
}

function decode(kind: ColumnKind, value: Row[string] | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (kind === "atoms") return atoms(BigInt(String(value)));
  if (kind === "wire") return decodeWire(String(value));
  return kind === "json" ? (JSON.parse(String(value)) as unknown) : value;
}
