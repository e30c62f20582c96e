/** Equity thinned evenly in time, so that a year of it is as quick to read as a minute. */
import { AppError } from "@/server/domain/errors";
import type { Micros } from "@/server/domain/micros";
import type { EquitySample } from "@/server/domain/portfolio";
import { selectList, toDomain } from "./columns";
import type { Query } from "./pool";
import { equityColumns } from "./tables";

const POINTS_MAX = 5_000;

type Range = Readonly<{ from: Micros | null; points: number }>;

/** All samples where they are few; otherwise the first at or after each of `points` evenly spread times. */
export async function listEquity(query: Query, deskId: string, range: Range): Promise<readonly EquitySample[]> {
  const { from, points } = range;
  if (!Number.isInteger(points) || points < 2 || points > POINTS_MAX) {
    throw new AppError("invalid", `points must be a whole number from 2 to ${POINTS_MAX}, was ${points}`);
  }
  const few = await query(fewText, [deskId, from, points + 1]);
  const rows = few.length <= points ? few : await query(thinText, [deskId, from, points]);
  return rows.map((row) => toDomain(equityColumns, row));
}

const inRange = "t.desk_id = $1 AND t.at >= coalesce(tapedeck_time($2), '-infinity')";

const fewText = `SELECT ${selectList(equityColumns, "t")} FROM portfolio_state t WHERE ${inRange} ORDER BY t.at LIMIT $3`;

/** The last point is the newest sample itself: rounding must not lose it. */
const thinText = `WITH bound AS (
    SELECT min(t.at) AS first_at, max(t.at) AS last_at FROM portfolio_state t WHERE ${inRange}
  ), wanted AS (
    SELECT CASE WHEN i = $3::bigint - 1 THEN last_at ELSE first_at + (last_at - first_at) * (i::float8 / ($3::bigint - 1)) END AS at
    FROM bound, generate_series(0, $3::bigint - 1) AS i
  ), chosen AS (
    SELECT DISTINCT s.at FROM wanted CROSS JOIN LATERAL (
      SELECT t.at FROM portfolio_state t WHERE t.desk_id = $1 AND t.at >= wanted.at ORDER BY t.at LIMIT 1) AS s
  )
  SELECT ${selectList(equityColumns, "t")} FROM chosen JOIN portfolio_state t ON t.desk_id = $1 AND t.at = chosen.at
  ORDER BY t.at`;
