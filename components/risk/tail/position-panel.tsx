"use client";
import { ratioOf, toMoney, toSignedMoney } from "@/components/frame/money-format";
import { useRisk } from "@/components/risk/risk-context";
import { PlainTable } from "@/components/system/rows";
import { toPercent } from "@/components/ui/number-format";
import { toDateTime } from "@/components/ui/time-format";
import { displaySymbol } from "@/server/domain/display-symbol";
import type { PositionTail, TailView } from "./fan";
import { BigFigure } from "./figures";

const SPAN_WORDS = { "1h": "an hour", "1d": "a day" } as const;

/** What is held now, put through the past of its instruments. */
export function PositionPanel({ tail, view }: { readonly tail: PositionTail; readonly view: TailView }) {
  const { varAtoms, cvarAtoms, reason, spans, from, to, horizon } = tail;
  const nameOf = useNames();
  const within = SPAN_WORDS[horizon];
  return (
    <section
      aria-label="Of what is held"
      data-testid="position-tail"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Of what is held</h2>
        <p className="text-2xs text-muted">
          {spans === 0 || from === null || to === null
            ? "Today's positions, revalued over what their prices did before."
            : `Today's positions, revalued over ${spans} past spans of ${within}, ${toDateTime(from).slice(0, 10)} to ${toDateTime(to).slice(0, 10)}${horizon === "1d" ? ", one for each hour" : ""}.`}
        </p>
      </header>
      <div className="flex flex-wrap gap-x-10 gap-y-2 px-3 py-2.5">
        <BigFigure
          name="VaR 95 %"
          hint={`A loss within ${within} that 95 of 100 such spans did not exceed`}
          {...moneyOf(varAtoms, reason, view)}
        />
        <BigFigure name="CVaR 95 %" hint="Mean loss of the spans that did" {...moneyOf(cvarAtoms, reason, view)} />
      </div>
      {tail.instruments.length === 0 ? null : <Parts tail={tail} />}
      {tail.missing.map(({ instrumentId, text, exposureAtoms }) => (
        <p key={instrumentId} className="border-line border-t px-3 py-1.5 text-warn text-xs">
          {`${nameOf(instrumentId)} (${toSignedMoney(exposureAtoms)} ${view.currency}) is not in the figures: it ${text}.`}
        </p>
      ))}
    </section>
  );
}

function moneyOf(atoms: bigint | null, reason: string | null, { equityAtoms, currency }: TailView) {
  if (atoms === null) return { value: null, reason: reason ?? "Not known" };
  const share = ratioOf(atoms, equityAtoms);
  return {
    value: toMoney(atoms),
    unit: currency,
    detail: share === null ? "" : `${toPercent(share, 2).replace("+", "")} of equity`,
  };
}

/** Of an instrument by its id, as people call it. */
function useNames() {
  const { desk } = useRisk();
  return (instrumentId: string): string => {
    const spec = desk.instruments.find(({ id }) => id === instrumentId);
    return spec === undefined ? instrumentId : displaySymbol(spec);
  };
}

function Parts({ tail: { instruments, varAtoms, cvarAtoms } }: { readonly tail: PositionTail }) {
  const nameOf = useNames();
  return (
    <div className="border-line border-t">
      <PlainTable
        caption="What each position adds"
        heads={[
          ["Instrument"],
          ["Held", "right"],
          ["Adds to VaR", "right"],
          ["Adds to CVaR", "right"],
          ["VaR alone", "right"],
        ]}
      >
        {instruments.map((part) => (
          <tr key={part.instrumentId}>
            <td>{nameOf(part.instrumentId)}</td>
            <td className="num text-right">{toSignedMoney(part.exposureAtoms)}</td>
            <td className={`num text-right ${part.varAtoms < 0n ? "text-up" : ""}`}>{toSignedMoney(part.varAtoms)}</td>
            <td className={`num text-right ${part.cvarAtoms < 0n ? "text-up" : ""}`}>
              {toSignedMoney(part.cvarAtoms)}
            </td>
            <td className="num text-right text-muted">{toMoney(part.aloneVarAtoms)}</td>
          </tr>
        ))}
        <tr className="font-medium">
          <td colSpan={2}>All, after diversification</td>
          <td className="num text-right">{varAtoms === null ? "–" : toMoney(varAtoms)}</td>
          <td className="num text-right">{cvarAtoms === null ? "–" : toMoney(cvarAtoms)}</td>
          <td className="num text-right text-muted">
            {toMoney(instruments.reduce((sum, { aloneVarAtoms }) => sum + aloneVarAtoms, 0n))}
          </td>
        </tr>
      </PlainTable>
    </div>
  );
}
