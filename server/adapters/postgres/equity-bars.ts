/** Equity by minute and hour: kept up within each commit, read in bars of any width. */
import { atoms } from "@/server/domain/atoms";
import { MICROS_PER_MINUTE, type Micros } from "@/server/domain/micros";
import type { Bands } from "@/server/domain/portfolio";
import { decodeWire } from "@/server/domain/wire";
import { assertBars, type BarQuery, type EquityBar, type EquityMark } from "@/server/ports/performance-reader";
import { fromJson } from "./columns";
import type { Query, Row } from "./pool";
import { equityColumns } from "./tables";

const MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

/** Adds the samples of a commit; later commits bring later samples. */
export const equityBarText = `
  INSERT INTO equity_bar AS b
  SELECT $1, w.width, date_trunc(w.width, s.at, 'UTC'),
    min(s.at), (array_agg(s.equity ORDER BY s.at))[1],
    (array_agg(s.at ORDER BY s.equity, s.at))[1], min(s.equity),
    (array_agg(s.at ORDER BY s.equity DESC, s.at))[1], max(s.equity),
    max(s.at), (array_agg(s.equity ORDER BY s.at DESC))[1]
  FROM (SELECT tapedeck_time(r.at) AS at, r."equityAtoms" AS equity FROM ${fromJson(equityColumns, 2).from}) AS s,
    (VALUES ('minute'), ('hour')) AS w (width)
  GROUP BY 2, 3
  ON CONFLICT (desk_id, width, from_at) DO UPDATE SET
    low_at = CASE WHEN excluded.low_atoms < b.low_atoms THEN excluded.low_at ELSE b.low_at END,
    low_atoms = least(excluded.low_atoms, b.low_atoms),
    high_at = CASE WHEN excluded.high_atoms > b.high_atoms THEN excluded.high_at ELSE b.high_at END,
    high_atoms = greatest(excluded.high_atoms, b.high_atoms),
    last_at = excluded.last_at,
    last_atoms = excluded.last_atoms`;

/** @throws AppError invalid when the width is no whole step, or there would be too many bars */
export async function listEquityBars(query: Query, deskId: string, bars: BarQuery): Promise<readonly EquityBar[]> {
  assertBars(bars);
  const { widthMicros } = bars;
  const text = widthMicros < MICROS_PER_MINUTE ? samplesText : widthMicros < MICROS_PER_HOUR ? minutesText : hoursText;
  const rows = await query(text, [deskId, bars.from, bars.to, widthMicros]);
  return rows.map(toBar);
}

/** Bars of the wanted width from `parts`, each told by the sample that it is about; `$4` is the width. */
const barsOf = (parts: string): string => `
  WITH part AS (${parts}), bar AS (
    SELECT date_bin($4::bigint * interval '1 microsecond', p.from_at, timestamptz '1970-01-01 00:00:00+00') AS from_at,
      min(p.first_at) AS first_at, (array_agg(p.first_atoms ORDER BY p.first_at))[1] AS first_atoms,
      (array_agg(p.low_at ORDER BY p.low_atoms, p.low_at))[1] AS low_at, min(p.low_atoms) AS low_atoms,
      (array_agg(p.high_at ORDER BY p.high_atoms DESC, p.high_at))[1] AS high_at, max(p.high_atoms) AS high_atoms,
      max(p.last_at) AS last_at, (array_agg(p.last_atoms ORDER BY p.last_at DESC))[1] AS last_atoms
    FROM part p GROUP BY 1
  )
  SELECT tapedeck_micros(b.from_at) AS "from",
    ${["first", "low", "high", "last"]
      .map((name) => `tapedeck_micros(b.${name}_at) AS "${name}At", b.${name}_atoms::text AS "${name}Atoms"`)
      .join(", ")}, s.bands
  FROM bar b LEFT JOIN LATERAL (
    SELECT t.bands FROM portfolio_state t
    WHERE t.desk_id = $1 AND t.at <= b.last_at AND t.at > b.last_at - interval '1 minute' AND t.bands IS NOT NULL
    ORDER BY t.at DESC LIMIT 1) AS s ON true
  ORDER BY b.from_at`;

const stored = (width: "minute" | "hour", from: string, to: string): string =>
  `SELECT * FROM equity_bar e WHERE e.desk_id = $1 AND e.width = '${width}' AND e.from_at >= ${from} AND e.from_at < ${to}`;

const [FROM, TO] = ["tapedeck_time($2)", "tapedeck_time($3)"];
const HOUR_IN = `date_trunc('hour', ${FROM} + interval '59 minutes 59.999999 seconds', 'UTC')`;
const HOUR_OUT = `date_trunc('hour', ${TO}, 'UTC')`;

/** Short windows: the samples themselves, which below a minute are not summed up anywhere. */
const samplesText = barsOf(`
  SELECT t.at AS from_at, t.at AS first_at, t.equity_atoms AS first_atoms, t.at AS low_at, t.equity_atoms AS low_atoms,
    t.at AS high_at, t.equity_atoms AS high_atoms, t.at AS last_at, t.equity_atoms AS last_atoms
  FROM portfolio_state t WHERE t.desk_id = $1 AND t.at >= ${FROM} AND t.at <= ${TO}`);

/** A minute that the window ends within is in it, as far as it has gone. */
const minutesText = barsOf(stored("minute", FROM, TO));

/** Whole hours, and the minutes before the first and after the last of them. */
const hoursText = barsOf(
  [
    stored("minute", FROM, `least(${HOUR_IN}, ${TO})`),
    stored("hour", HOUR_IN, HOUR_OUT),
    stored("minute", `greatest(${HOUR_OUT}, ${HOUR_IN})`, TO),
  ].join(" UNION ALL "),
);

function toBar(row: Row): EquityBar {
  const mark = (name: string): EquityMark => ({
    at: Number(row[`${name}At`]) as Micros,
    equityAtoms: atoms(BigInt(String(row[`${name}Atoms`]))),
  });
  return {
    from: Number(row["from"]) as Micros,
    first: mark("first"),
    low: mark("low"),
    high: mark("high"),
    last: mark("last"),
    bands: row["bands"] == null ? null : decodeWire<Bands>(String(row["bands"])),
  };
}
