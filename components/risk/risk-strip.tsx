"use client";
import type { ReactNode } from "react";
import { ratioOf, toMoney, toSignedMoney } from "@/components/frame/money-format";
import { Badge } from "@/components/ui/badge";
import { toPercent } from "@/components/ui/number-format";
import { toClock } from "@/components/ui/time-format";
import { absolute } from "@/server/domain/risk/exposure";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { useRisk, useRiskView } from "./risk-context";
import { STATE_TONES } from "./state/state-card";

/** What matters at a glance, over every part of the page. */
export function RiskStrip() {
  const view = useRiskView();
  if (view === null) {
    return (
      <p role="status" className="shrink-0 border-line border-b bg-surface-1 px-3 py-2 text-muted text-sm">
        No worker has told of this desk's risk yet. Its settings and its history are shown as last stored; the rest
        appears as soon as a worker hosts it.
      </p>
    );
  }
  return (
    <dl
      data-testid="risk-strip"
      className="grid shrink-0 grid-cols-3 items-end gap-x-4 gap-y-1.5 sm:flex sm:flex-wrap sm:gap-x-6 border-line border-b bg-surface-1 px-3 py-2"
    >
      <Fact name="Trading state" title={view.stateCause}>
        <Badge tone={STATE_TONES[view.tradingState]}>{view.tradingState}</Badge>
      </Fact>
      <Money view={view} />
      <Breakers view={view} />
      <Fact name="Settings" title="The version in force">{`version ${view.version}`}</Fact>
      <Fact name="As of" title="Market time, UTC">
        {toClock(view.at, false)}
      </Fact>
    </dl>
  );
}

function Money({ view: { measures } }: { readonly view: RiskView }) {
  const { currency } = useRisk();
  const { equityAtoms, dayOpenEquityAtoms, peakEquityAtoms, instruments } = measures;
  const today = equityAtoms - dayOpenEquityAtoms;
  const gross = instruments.reduce((sum, { exposureAtoms: e }) => sum + absolute(e), 0n);
  const net = instruments.reduce((sum, { exposureAtoms: e }) => sum + e, 0n);
  return (
    <>
      <Fact name={`Equity, ${currency}`}>{toMoney(equityAtoms)}</Fact>
      <Fact name="Today" title="Since 00:00 UTC">
        <Signed atoms={today}>{`${toSignedMoney(today)} (${shareText(today, dayOpenEquityAtoms)})`}</Signed>
      </Fact>
      <Fact name="Drawdown" title={`From the highest equity, ${toMoney(peakEquityAtoms)} ${currency}`}>
        {shareText(peakEquityAtoms > equityAtoms ? equityAtoms - peakEquityAtoms : 0n, peakEquityAtoms)}
      </Fact>
      <Fact name="Gross, of equity">{shareText(gross, equityAtoms).replace("+", "")}</Fact>
      <Fact name="Net, of equity">{shareText(net, equityAtoms)}</Fact>
    </>
  );
}

function Breakers({ view }: { readonly view: RiskView }) {
  const open = view.breakers.filter(({ state }) => state === "open");
  return (
    <Fact name="Open breakers" title={open.map(({ text }) => text).join(" ")}>
      <span className={open.length === 0 ? "" : "font-semibold text-danger"}>{open.length}</span>
    </Fact>
  );
}

const shareText = (part: bigint, whole: bigint): string => {
  const ratio = ratioOf(part, whole);
  return ratio === null ? "–" : toPercent(ratio, 2);
};

function Signed({ atoms, children }: { readonly atoms: bigint; readonly children: ReactNode }) {
  return <span className={atoms > 0n ? "text-up" : atoms < 0n ? "text-down" : ""}>{children}</span>;
}

type FactProps = { readonly name: string; readonly title?: string; readonly children: ReactNode };

function Fact({ name, title, children }: FactProps) {
  return (
    <div title={title}>
      <dt className="caption">{name}</dt>
      <dd className="num flex h-5 items-center whitespace-nowrap">{children}</dd>
    </div>
  );
}
