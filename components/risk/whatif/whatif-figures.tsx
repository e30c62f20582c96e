import { ratioOf, toMoney, toSignedMoney } from "@/components/frame/money-format";
import { useRisk } from "@/components/risk/risk-context";
import { toPercent } from "@/components/ui/number-format";
import { absolute } from "@/server/domain/risk/exposure";
import type { Shocked } from "@/server/domain/risk/risk-shock";
import type { RiskMeasures, RiskView } from "@/server/domain/risk/risk-view";

/** Now and then, side by side. */
export function WhatIfFigures({ view, after }: { readonly view: RiskView; readonly after: Shocked }) {
  const { currency } = useRisk();
  const now = figuresOf(view.measures);
  const then = figuresOf(after.measures);
  const loss = ratioOf(after.pnlAtoms, view.measures.equityAtoms);
  const tone = after.pnlAtoms < 0n ? "text-down" : after.pnlAtoms > 0n ? "text-up" : "";
  return (
    <section aria-label="Result" className="rounded-md border border-line bg-surface-1">
      <p className="flex flex-wrap items-baseline gap-x-3 border-line border-b px-3 py-2.5">
        <span className="text-sm">Equity after</span>
        <span data-testid="equity-after" className="num font-semibold text-xl">
          {toMoney(after.measures.equityAtoms)}
        </span>
        <span className="text-muted text-xs">{currency}</span>
        <span data-testid="shock-pnl" className={`num ml-auto text-lg ${tone}`}>
          {`${toSignedMoney(after.pnlAtoms)}${loss === null ? "" : ` (${toPercent(loss, 2)})`}`}
        </span>
      </p>
      <table className="w-full text-sm [&_td]:px-3 [&_td]:py-1 [&_th]:px-3 [&_th]:py-1 [&_tr]:border-line/60 [&_tr]:border-b [&_tr:last-child]:border-b-0">
        <caption className="sr-only">The desk now and after the jump</caption>
        <thead>
          <tr className="text-muted text-xs">
            <th scope="col" className="text-left font-normal">
              Of equity
            </th>
            <th scope="col" className="text-right font-normal">
              Now
            </th>
            <th scope="col" className="text-right font-normal">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {now.map(({ name, text }, i) => (
            <tr key={name}>
              <th scope="row" className="text-left font-normal">
                {name}
              </th>
              <td className="num text-right text-muted">{text}</td>
              <td className="num text-right">{then[i]?.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function figuresOf({ equityAtoms, peakEquityAtoms, dayOpenEquityAtoms, instruments }: RiskMeasures) {
  const held = instruments.map(({ exposureAtoms }) => exposureAtoms);
  const gross = held.reduce((sum, value) => sum + absolute(value), 0n);
  const net = held.reduce((sum, value) => sum + value, 0n);
  return [
    { name: "Gross exposure", text: share(gross, equityAtoms).replace("+", "") },
    { name: "Net exposure", text: share(net, equityAtoms) },
    { name: "Today", text: share(equityAtoms - dayOpenEquityAtoms, dayOpenEquityAtoms) },
    { name: "From the highest equity", text: share(equityAtoms - peakEquityAtoms, peakEquityAtoms) },
  ];
}

/** With nothing left a share of it says nothing. */
function share(part: bigint, whole: bigint): string {
  const ratio = whole <= 0n ? null : ratioOf(part, whole);
  return ratio === null ? "–" : toPercent(ratio, 2);
}
