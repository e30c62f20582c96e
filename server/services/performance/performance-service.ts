/** How a desk has done over any window, and what its profit is made of. */
import { toUnits } from "@/server/domain/atoms";
import { AppError } from "@/server/domain/errors";
import { MICROS_PER_MINUTE, micros } from "@/server/domain/micros";
import { resolveWindow, type WindowRequest, type WindowSpan } from "@/server/domain/performance-window";
import type { EquitySample } from "@/server/domain/portfolio";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { Desk, DeskStore } from "@/server/ports/desk-store";
import type { EquityBar, PerformanceReader } from "@/server/ports/performance-reader";
import type { TrainingStore, TrialTally } from "@/server/ports/training-store";
import { createAttributor, currencyOf } from "./attribution";
import { barWidth, curveOf, pointsOf } from "./equity-curve";
import { exportAttribution, exportEquity, exportMetrics } from "./export-performance";
import { figuresOf } from "./figures";
import type { AttributionAnswer, AttributionGroup, BandEnds, PerformanceWindow } from "./performance-views";
import { equityMetrics, tripMetrics, turnoverOf } from "./window-metrics";

export type PerformanceRequest = Readonly<{ deskId: string; window: WindowRequest }>;

export type PerformanceService = Readonly<{
  /** Null before the desk's first sample. @throws AppError not_found, invalid or limit_exceeded for the window */
  window: (request: PerformanceRequest) => Promise<PerformanceWindow | null>;
  attribution: (request: PerformanceRequest) => Promise<AttributionAnswer>;
  /** CSV text in pieces, header first. */
  exportEquity: (request: PerformanceRequest) => Promise<AsyncIterable<string>>;
  exportMetrics: (request: PerformanceRequest) => Promise<AsyncIterable<string>>;
  exportAttribution: (
    request: PerformanceRequest & Readonly<{ by: AttributionGroup }>,
  ) => Promise<AsyncIterable<string>>;
}>;

export type PerformanceServiceDeps = Readonly<{
  desks: Pick<DeskStore, "getDesk">;
  reader: PerformanceReader & Pick<DeskReader, "listPositions">;
  trials: Pick<TrainingStore, "tallyTrials">;
}>;

const NO_EQUITY = "The desk has no equity yet: one sample a second is kept once it runs";

export function createPerformanceService({ desks, reader, trials }: PerformanceServiceDeps): PerformanceService {
  const attributionOf = createAttributor(reader);
  const window = async ({ deskId, window: asked }: PerformanceRequest) => {
    const desk = await desks.getDesk(deskId);
    const life = await reader.findEquitySpan(deskId);
    return life ? windowOf(reader, desk, { asked, tally: await tallyOf(trials, desk), ...life }) : null;
  };
  const attribution = async ({ deskId, window: asked }: PerformanceRequest): Promise<AttributionAnswer> => {
    const desk = await desks.getDesk(deskId);
    const life = await reader.findEquitySpan(deskId);
    if (!life) return { attribution: null, reason: NO_EQUITY };
    const span = resolveWindow(asked, { from: life.first.at, to: life.last.at });
    return attributionOf(desk, span, life.last.at);
  };
  return {
    window,
    attribution,
    async exportEquity({ deskId, window: asked }) {
      const desk = await desks.getDesk(deskId);
      const life = await reader.findEquitySpan(deskId);
      if (!life) throw new AppError("not_found", NO_EQUITY);
      const span = resolveWindow(asked, { from: life.first.at, to: life.last.at });
      return exportEquity(currencyOf(desk), await barsOf(reader, deskId, span));
    },
    exportMetrics: async (request) => exportMetrics(known(await window(request))),
    async exportAttribution(request) {
      const { attribution: found, reason } = await attribution(request);
      if (!found) throw new AppError("not_found", reason);
      return exportAttribution(found, request.by);
    },
  };
}

/** A desk that trades a model's answers is the survivor of all that was tried for it; another counts as one trial. */
async function tallyOf(trials: PerformanceServiceDeps["trials"], { settings }: Desk): Promise<TrialTally> {
  const listening = settings.strategies.find(({ name, enabled }) => name === "model-signal" && enabled);
  return listening ? trials.tallyTrials(listening.model ?? null) : { count: 0, sharpeVariance: 0 };
}

function known(window: PerformanceWindow | null): PerformanceWindow {
  if (window === null) throw new AppError("not_found", NO_EQUITY);
  return window;
}

type Asked = Readonly<{ asked: WindowRequest; tally: TrialTally; first: EquitySample; last: EquitySample }>;

async function windowOf(
  reader: PerformanceServiceDeps["reader"],
  desk: Desk,
  { asked, tally, first, last }: Asked,
): Promise<PerformanceWindow> {
  const life = { from: first.at, to: last.at };
  const span = resolveWindow(asked, life);
  const { open, close, bars, positions, trips, tradedAtoms } = await readWindow(reader, desk.id, span);
  const opening = { at: span.from, equity: toUnits((open ?? first).equityAtoms) };
  const ending = { at: span.to, equity: toUnits((close ?? last).equityAtoms) };
  const points = [...pointsOf(bars).filter(({ at }) => at > span.from && at < span.to), ending];
  const held = positions.flatMap(({ openedAt }) => (openedAt === null ? [] : [{ from: openedAt, to: null }]));
  const { returns, tail, honest, ...ofEquity } = equityMetrics([opening, ...points], tally);
  const { trades, timeInMarket, ...ofTrips } = tripMetrics(trips, held, span);
  const turnover = turnoverOf(tradedAtoms, [opening, ...points], span);
  return {
    deskId: desk.id,
    currency: currencyOf(desk),
    window: span,
    life,
    openAtoms: (open ?? first).equityAtoms,
    closeAtoms: (close ?? last).equityAtoms,
    bands: bandEnds(bars),
    curve: curveOf(opening, bars, ending),
    figures: figuresOf({
      returns,
      tail,
      honest,
      trades,
      timeInMarket,
      turnover,
      tradedAtoms,
      spanMicros: span.to - span.from,
    }),
    period: returns.period,
    deepestDrawdown: returns.deepestDrawdown,
    ...ofEquity,
    ...ofTrips,
  };
}

async function readWindow(reader: PerformanceServiceDeps["reader"], deskId: string, span: WindowSpan) {
  const [open, close, bars, positions, trips, tradedAtoms] = await Promise.all([
    reader.findEquityAt(deskId, span.from),
    reader.findEquityAt(deskId, span.to),
    barsOf(reader, deskId, span),
    reader.listPositions(deskId),
    reader.listTripRecords(deskId, span),
    reader.sumTraded(deskId, span),
  ]);
  return { open, close, bars, positions, trips, tradedAtoms };
}

/** Bars are of whole minutes; the one that the window begins within is cut to it afterwards. */
function barsOf(reader: PerformanceReader, deskId: string, span: WindowSpan): Promise<readonly EquityBar[]> {
  const from = micros(Math.floor(span.from / MICROS_PER_MINUTE) * MICROS_PER_MINUTE);
  return reader.listEquityBars(deskId, { from, to: span.to, widthMicros: barWidth(span) });
}

function bandEnds(bars: readonly EquityBar[]): BandEnds | null {
  const bands = bars.findLast((bar) => bar.bands !== null)?.bands;
  if (!bands) return null;
  const end = ({ model, equityAtoms }: (typeof bands)["base"]) => ({ model, equityAtoms });
  return { pessimistic: end(bands.pessimistic), base: end(bands.base), optimistic: end(bands.optimistic) };
}
