"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { LiveDesk } from "@/components/frame/desk-context";
import { LiveText, type Painted } from "@/components/frame/live-text";
import { useTopic } from "@/components/frame/stream-context";
import { useTRPC } from "@/components/frame/trpc";
import { toCompact, toPercent } from "@/components/ui/number-format";
import { toClock, toDateTime } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import { addressSymbol, displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketView } from "@/server/domain/views";
import { changeRatio, type DayStats, toDayStats } from "./day-stats";
import { Island } from "./island";
import { useMarket } from "./market-context";
import { toSpreadText } from "./spread-text";
import { unitsOf } from "./units";

export type InstrumentBarProps = { readonly desk: LiveDesk; readonly onPick: (spec: InstrumentSpec) => void };

/** The desk's instruments with last price and change; of the chosen one the day and the spread. */
export function InstrumentBar({ desk, onPick }: InstrumentBarProps) {
  const { spec } = useMarket();
  return (
    <Island name="instruments" className="flex h-11 shrink-0 items-stretch border-line border-b bg-surface-1">
      <div role="group" aria-label="Instruments" className="flex min-w-0 overflow-x-auto [scrollbar-width:none]">
        {desk.instruments.map((other) => (
          <InstrumentTab key={other.id} spec={other} chosen={other.id === spec.id} onPick={() => onPick(other)} />
        ))}
      </div>
      <DayFacts />
    </Island>
  );
}

const HOURS = 25;
const REFRESH_MILLIS = 60_000;
/** On a first start the collector still fetches history. */
const FIRST_MILLIS = 5_000;

function useDayStats(instrumentId: string): DayStats | null {
  const trpc = useTRPC();
  const hours = useQuery({
    ...trpc.market.candles.queryOptions({ instrumentId, interval: "1h", limit: HOURS }),
    refetchInterval: (query) => ((query.state.data?.length ?? 0) < HOURS ? FIRST_MILLIS : REFRESH_MILLIS),
  }).data;
  return useMemo(() => (hours === undefined ? null : toDayStats(hours, hours.at(-1)?.openAt ?? 0)), [hours]);
}

type InstrumentTabProps = { readonly spec: InstrumentSpec; readonly chosen: boolean; readonly onPick: () => void };

function InstrumentTab({ spec, chosen, onPick }: InstrumentTabProps) {
  const market = useTopic<MarketView>(`market:${spec.id}`);
  const stats = useDayStats(spec.id);
  const units = unitsOf(spec);
  const paintPrice = useMemo(() => {
    return (view: MarketView | null): Painted =>
      view?.lastTicks == null ? { text: "–" } : { text: units.price(view.lastTicks), order: view.lastTicks };
  }, [units]);
  const paintChange = useMemo(() => (view: MarketView | null) => toChange(view, stats), [stats]);
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onPick}
      data-instrument={addressSymbol(spec)}
      className="relative flex shrink-0 items-baseline gap-2 border-line border-r px-3 text-muted transition-colors after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 hover:bg-surface-2 focus-visible:-outline-offset-2 aria-pressed:bg-surface-2 aria-pressed:text-text aria-pressed:after:bg-accent"
    >
      <span className="self-center font-semibold text-sm">{displaySymbol(spec)}</span>
      <LiveText
        store={market}
        paint={paintPrice}
        className="num self-center text-base text-text"
        data-testid={`last-${addressSymbol(spec)}`}
      />
      <LiveText
        store={market}
        paint={paintChange}
        title={stats === null ? "No history to compare with" : `since ${toDateTime(stats.since)} UTC`}
        className="num self-center text-xs data-[tone=down]:text-down data-[tone=up]:text-up"
      />
    </button>
  );
}

function toChange(view: MarketView | null, stats: DayStats | null): Painted {
  if (view?.lastTicks == null || stats === null) return { text: "–" };
  const ratio = changeRatio(stats, view.lastTicks);
  const arrow = ratio > 0 ? "▲" : ratio < 0 ? "▼" : "";
  return {
    text: `${arrow} ${toPercent(ratio, 2)}`.trim(),
    order: ratio,
    tone: ratio > 0 ? "up" : ratio < 0 ? "down" : "plain",
  };
}

function DayFacts() {
  const { desk, spec, units, market } = useMarket();
  const stats = useDayStats(spec.id);
  const span = stats?.isPartial === true ? "so far" : "24 h";
  const missing = <Unknown reason="No candles of the last day" />;
  return (
    <dl className="ml-auto hidden shrink-0 items-center gap-5 px-3 lg:flex">
      {desk.source.kind === "recorded" ? (
        <Fact name="Recorded time">
          <LiveText store={market} paint={paintMarketTime} className="num" data-testid="market-time" />
        </Fact>
      ) : null}
      {spec.contract === null ? null : <MarkFacts />}
      <Fact name="Spread">
        <LiveText store={market} paint={paintSpread} className="num" data-testid="spread" />
      </Fact>
      <Fact name={`High ${span}`} isSpare={spec.contract !== null}>
        {stats === null ? missing : <span className="num">{units.price(stats.highTicks)}</span>}
      </Fact>
      <Fact name={`Low ${span}`} isSpare={spec.contract !== null}>
        {stats === null ? missing : <span className="num">{units.price(stats.lowTicks)}</span>}
      </Fact>
      <Fact name={`Volume ${span}`}>
        {stats === null ? (
          missing
        ) : (
          <span className="num">{`${toCompact(units.sizeNumber(stats.volumeLots))} ${spec.contract?.kind === "inverse" ? "contracts" : spec.base}`}</span>
        )}
      </Fact>
    </dl>
  );
}

/** Of a perpetual: what margin is reckoned with, and what will be paid when. */
function MarkFacts() {
  const { units, market } = useMarket();
  const paintMark = useMemo(
    () =>
      (view: MarketView | null): Painted =>
        view?.mark == null ? { text: "–" } : { text: units.price(view.mark.priceTicks), order: view.mark.priceTicks },
    [units],
  );
  return (
    <>
      <Fact name="Mark">
        <LiveText store={market} paint={paintMark} className="num" data-testid="mark" />
      </Fact>
      <Fact name="Funding">
        <LiveText store={market} paint={paintFunding} className="num" title="Longs pay shorts when positive" />
      </Fact>
    </>
  );
}

/** "+0.0100 % at 08:00", UTC. */
function paintFunding(view: MarketView | null): Painted {
  const { fundingRateE8 = null, fundingAt = null } = view?.mark ?? {};
  if (fundingRateE8 === null || fundingAt === null) return { text: "–" };
  return { text: `${toPercent(fundingRateE8 / 1e8, 4)} at ${toClock(fundingAt, false).slice(0, 5)}` };
}

/** A recording runs in its own time; elsewhere the market's clock is the wall's. */
const paintMarketTime = (view: MarketView | null): Painted => ({
  text: view === null ? "–" : `${toDateTime(view.at)} UTC`,
});

function paintSpread(view: MarketView | null): Painted {
  const bid = view?.bids[0]?.[0];
  const ask = view?.asks[0]?.[0];
  if (bid === undefined || ask === undefined) return { text: "–" };
  return { text: toSpreadText(((ask - bid) * 2e4) / (ask + bid)) };
}

type FactProps = {
  readonly name: string;
  /** Left out on a narrower screen. */
  readonly isSpare?: boolean;
  readonly children: React.ReactNode;
};

function Fact({ name, isSpare = false, children }: FactProps) {
  return (
    <div className={isSpare ? "hidden flex-col whitespace-nowrap 2xl:flex" : "flex flex-col whitespace-nowrap"}>
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="text-xs">{children}</dd>
    </div>
  );
}
