/** What a desk's performance over a window is reckoned from. Everything is as of the last commit. */
import { AppError } from "@/server/domain/errors";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, type Micros } from "@/server/domain/micros";
import type { Fill } from "@/server/domain/order";
import type { Bands, EquitySample, RoundTrip } from "@/server/domain/portfolio";
import type { PositionSample } from "@/server/domain/risk/risk-view";

export type EquityMark = Readonly<{ at: Micros; equityAtoms: bigint }>;

/** All samples of a stretch of time, told by four of them, so that thinning loses no extreme. */
export type EquityBar = Readonly<{
  /** Whole multiple of the width asked for. */
  from: Micros;
  first: EquityMark;
  low: EquityMark;
  high: EquityMark;
  last: EquityMark;
  /** Of the newest sample in the bar's last minute that has them. */
  bands: Bands | null;
}>;

export type BarQuery = Readonly<{
  /** Both included; from a minute's width on all of the minute that `to` lies within. */
  from: Micros;
  to: Micros;
  /** Whole seconds; whole minutes from a minute on, whole hours from an hour on. */
  widthMicros: number;
}>;

const EQUITY_BARS_MAX = 10_000;
const MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

/** @throws AppError invalid when the width is no whole step, or more than 10,000 bars may come of it */
export function assertBars({ from, to, widthMicros }: BarQuery): void {
  const step = [MICROS_PER_HOUR, MICROS_PER_MINUTE].find((grain) => widthMicros >= grain) ?? MICROS_PER_SECOND;
  if (!Number.isInteger(widthMicros) || widthMicros < step || widthMicros % step !== 0)
    throw new AppError("invalid", `bars are whole seconds, minutes or hours wide, were to be ${widthMicros} µs`);
  const count = (to - from) / widthMicros;
  if (count > EQUITY_BARS_MAX)
    throw new AppError("invalid", `at most ${EQUITY_BARS_MAX} bars are read at once, were to be ${Math.ceil(count)}`);
}

/** A fill with what its order and its markout say of its way. */
export type FillRecord = Fill &
  Readonly<{
    origin: string;
    decisionMidHalfTicks: number | null;
    arrivalMidHalfTicks: number | null;
    /** Ten seconds after the fill. */
    markoutMidHalfTicks: number | null;
  }>;

export type OwnershipFill = Pick<FillRecord, "instrumentId" | "origin" | "side" | "sizeLots" | "knownAt">;

/** Booked by the venue besides fills; positive was gained. */
export type VenueBooking = Readonly<{
  kind: "funding" | "insurance";
  instrumentId: string;
  at: Micros;
  amountAtoms: bigint;
}>;

export type TripRecord = Omit<RoundTrip, "orderIds" | "fillIds">;

/** Known after `from`, up to and with `to`: what was booked between two samples of the equity. */
type Booked = Readonly<{ from: Micros; to: Micros }>;

export type PerformanceReader = Readonly<{
  /** First and last sample; null before the first. */
  findEquitySpan: (deskId: string) => Promise<Readonly<{ first: EquitySample; last: EquitySample }> | null>;
  /** The last sample at or before a time. */
  findEquityAt: (deskId: string, at: Micros) => Promise<EquitySample | null>;
  /** The last sample at a whole minute at or before a time: there positions are known, too. */
  findWholeMinute: (deskId: string, at: Micros) => Promise<EquitySample | null>;
  /** In order of time; stretches without samples have no bar. */
  listEquityBars: (deskId: string, query: BarQuery) => Promise<readonly EquityBar[]>;
  /** Those stored at exactly these times, in order of time; at most 10,000 times. */
  listPositionsAt: (deskId: string, times: readonly Micros[]) => Promise<readonly PositionSample[]>;
  /** In order of booking. */
  listFillRecords: (deskId: string, booked: Booked) => Promise<readonly FillRecord[]>;
  /** Enough of the fills up to and with `at` to tell whose lots are held then, in order of booking. */
  listOwnershipFills: (deskId: string, at: Micros) => Promise<readonly OwnershipFill[]>;
  /** In order of time. */
  listVenueBookings: (deskId: string, booked: Booked) => Promise<readonly VenueBooking[]>;
  /** That were open at any time from `from` to before `to`, in order of closing. */
  listTripRecords: (deskId: string, within: Booked) => Promise<readonly TripRecord[]>;
  /** Sum of the notionals of fills. */
  sumTraded: (deskId: string, booked: Booked) => Promise<bigint>;
}>;
