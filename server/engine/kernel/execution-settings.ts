import { formatAtoms } from "@/server/domain/atoms";
import type { ExecutionSettings, FeeTier, LatencyRow, Outage } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";

const DAY_MICROS = 86_400_000_000;
const FEE_PPM_MAX = 20_000;

/** @throws AppError invalid naming the setting, its rule and its value */
export function assertExecution(execution: ExecutionSettings): void {
  const { latencyTable, fees, impact, outages, venueOrdersPer10s, requestTimeoutMicros, cancelRetriesMax } = execution;
  if (latencyTable) assertLatencyTable(latencyTable);
  if (fees) assertFees(fees);
  if (impact) assertImpact(impact);
  for (const [i, outage] of outages.entries()) assertOutage(outage, i);
  if (venueOrdersPer10s !== null) assertWhole("orders the venue takes in 10 s", venueOrdersPer10s, [1, 1_000_000]);
  assertWhole("the request timeout in µs", requestTimeoutMicros, [1_000, DAY_MICROS]);
  assertWhole("the retries of a cancel", cancelRetriesMax, [0, 100]);
}

/**
 * Rows of a latency table: whole µs, at least two, requests rising, none executed before it was sent or
 * answered before it was executed. An exchange time of 0 says that the request was lost.
 *
 * @param nameOf  what a row, counted from 0, is called in the message
 * @throws AppError invalid naming row, rule and value
 */
export function assertLatencyTable(rows: readonly LatencyRow[], nameOf = nameOfRow): void {
  check(rows.length >= 2, `a latency table needs at least two rows, had ${rows.length}`);
  check(
    rows.some(({ exchangeAt }) => exchangeAt !== 0),
    "no request of the latency table reached the venue",
  );
  let [exchangeBefore, responseBefore] = [0, 0];
  for (const [i, { requestAt, exchangeAt, responseAt }] of rows.entries()) {
    const refuse = (isFine: boolean, rule: string) => check(isFine, `${nameOf(i)}: ${rule}`);
    for (const [name, value] of Object.entries({ request: requestAt, exchange: exchangeAt, response: responseAt })) {
      refuse(Number.isSafeInteger(value) && value >= 0, `the ${name} must be a whole number of µs, was ${value}`);
    }
    const before = rows[i - 1]?.requestAt ?? -1;
    refuse(requestAt > before, `requests must rise, ${requestAt} came after ${before}`);
    refuse(responseAt >= requestAt, `the response ${responseAt} came before the request ${requestAt}`);
    if (exchangeAt === 0) continue;
    refuse(exchangeAt >= requestAt, `it was executed at ${exchangeAt}, before its request at ${requestAt}`);
    refuse(responseAt >= exchangeAt, `the response ${responseAt} came before its execution at ${exchangeAt}`);
    refuse(exchangeAt >= exchangeBefore, `executions must not fall, ${exchangeAt} came after ${exchangeBefore}`);
    refuse(responseAt >= responseBefore, `responses must not fall, ${responseAt} came after ${responseBefore}`);
    [exchangeBefore, responseBefore] = [exchangeAt, responseAt];
  }
}

const nameOfRow = (row: number): string => `latency table, row ${row + 1}`;

function assertFees({ tiers, tier }: NonNullable<ExecutionSettings["fees"]>): void {
  check(tiers.length > 0 && tiers[0]?.fromVolumeAtoms === 0n, "the first fee tier must begin at no volume at all");
  for (const [i, { fromVolumeAtoms, makerFeePpm, takerFeePpm }] of tiers.entries()) {
    const before: FeeTier | undefined = tiers[i - 1];
    const isRising = before === undefined || fromVolumeAtoms > before.fromVolumeAtoms;
    check(isRising, `fee tier ${i + 1}: volumes must rise, ${formatAtoms(fromVolumeAtoms)} does not`);
    for (const ppm of [makerFeePpm, takerFeePpm])
      assertWhole(`fee tier ${i + 1} in ppm`, ppm, [-FEE_PPM_MAX, FEE_PPM_MAX]);
  }
  if (tier !== null) assertWhole("the chosen fee tier", tier, [0, tiers.length - 1]);
}

function assertImpact({ yPpm, halfLifeMicros, instruments }: NonNullable<ExecutionSettings["impact"]>): void {
  assertWhole("the impact's Y in ppm", yPpm, [0, 10_000_000]);
  assertWhole("the impact's half-life in µs", halfLifeMicros, [1_000, 30 * DAY_MICROS]);
  const ids = instruments.map(({ instrumentId }) => instrumentId);
  check(new Set(ids).size === ids.length, "an instrument stands twice in the impact settings");
  for (const { instrumentId, sigmaDailyPpm, volumeDailyLots } of instruments) {
    assertWhole(`the daily volatility of ${instrumentId} in ppm`, sigmaDailyPpm, [0, 10_000_000]);
    assertWhole(`the daily volume of ${instrumentId} in lots`, volumeDailyLots, [1, Number.MAX_SAFE_INTEGER]);
  }
}

function assertOutage({ from, to }: Outage, i: number): void {
  assertWhole(`outage ${i + 1}: its begin in µs`, from, [0, Number.MAX_SAFE_INTEGER]);
  check(Number.isSafeInteger(to) && to > from, `outage ${i + 1}: it must end after its begin at ${from}, was ${to}`);
}

function assertWhole(name: string, value: number, [min, max]: readonly [min: number, max: number]): void {
  const isFine = Number.isSafeInteger(value) && value >= min && value <= max;
  check(isFine, `${name} must be a whole number from ${min} to ${max}, was ${value}`);
}

function check(isFine: boolean, message: string): void {
  if (!isFine) throw new AppError("invalid", `Desk settings: ${message}`);
}
