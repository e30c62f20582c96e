const FIRST_MILLIS = 200;
const MAX_MILLIS = 15_000;

/**
 * How long to wait before the next connection: 0.2, 0.4, 0.8 … 15 s, each between half and all of it, so that many
 * clients of a venue that comes back do not come at once.
 *
 * @param failures attempts in a row that did not lead to a lasting connection, from 0
 * @param random   0 to 1
 */
export function reconnectMillis(failures: number, random: number): number {
  const full = Math.min(MAX_MILLIS, FIRST_MILLIS * 2 ** failures);
  return full * (0.5 + 0.5 * random);
}
