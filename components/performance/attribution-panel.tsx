"use client";
import { useQueryStates } from "nuqs";
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import type { JournalDesk } from "@/components/journal/desk-of";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { AttributionTable } from "./attribution-table";
import { waterfallOf } from "./part-words";
import type { Attribution, AttributionAnswer } from "./views";
import { windowParsers } from "./window-params";
import { type Group, toMinuteText, type WindowParams } from "./window-words";

type AttributionPanelProps = {
  readonly desk: JournalDesk;
  readonly answer: AttributionAnswer | undefined;
  readonly problem: string | null;
  readonly params: WindowParams;
};

const GROUP_WORDS: Readonly<Record<Group, string>> = {
  strategy: "Strategy",
  instrument: "Instrument",
  hour: "Hour of day",
  day: "Day",
};

/** Where the change of the equity came from, as a waterfall and by groups; both add up to the atom, and it says so. */
export function AttributionPanel({ desk, answer, problem, params }: AttributionPanelProps) {
  const [, setParams] = useQueryStates(windowParsers);
  return (
    <Panel title="Where it came from">
      {answer === undefined ? (
        problem === null ? (
          <LoadingRows label="Taking the profit apart" rows={8} />
        ) : (
          <ErrorState title="The profit could not be taken apart" reason={problem} />
        )
      ) : answer.attribution === null ? (
        <EmptyState title="Nothing to take apart yet" hint={`${answer.reason}.`} />
      ) : (
        <>
          <Span attribution={answer.attribution} />
          <Waterfall attribution={answer.attribution} />
          <Check attribution={answer.attribution} />
          <div className="flex items-center gap-2 border-line border-t px-2.5 py-1.5">
            <Segmented
              label="Grouped by"
              value={params.by}
              onChange={(by) => void setParams({ by })}
              segments={Object.entries(GROUP_WORDS).map(([value, label]) => ({ value: value as Group, label }))}
            />
          </div>
          <AttributionTable
            desk={desk}
            attribution={answer.attribution}
            by={params.by}
            title={GROUP_WORDS[params.by]}
          />
        </>
      )}
    </Panel>
  );
}

function Span({ attribution: { window } }: { readonly attribution: Attribution }) {
  return (
    <p
      className="num px-2.5 pt-1.5 text-2xs text-muted"
      title="Positions are kept at whole minutes: the ends are the last that were recorded"
    >
      {window.from === 0 ? "the beginning" : toMinuteText(window.from)} to {toMinuteText(window.to)} UTC
    </p>
  );
}

function Waterfall({ attribution: { total, currency } }: { readonly attribution: Attribution }) {
  const { bars, zero } = waterfallOf(total);
  return (
    <table className="mx-2.5 my-1.5 w-[calc(100%-1.25rem)] text-sm">
      <caption className="sr-only">Parts of the change of equity, in {currency}; they add up to the last line</caption>
      <tbody>
        {bars.map((bar) => (
          <tr
            key={bar.id}
            title={bar.hint}
            data-part={bar.id}
            className={bar.id === "total" ? "[&>*]:border-line [&>*]:border-t [&>*]:font-medium" : ""}
          >
            <th scope="row" className="w-36 py-0.5 pr-2 text-left font-normal">
              {bar.label}
            </th>
            <td className="py-0.5">
              <Bar from={bar.from} to={bar.to} zero={zero} isTotal={bar.id === "total"} />
            </td>
            <td
              className={`num w-32 py-0.5 pl-2 text-right ${bar.atoms > 0n ? "text-up" : bar.atoms < 0n ? "text-down" : "text-muted"}`}
            >
              {toSignedMoney(bar.atoms, 4)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type BarProps = { readonly from: number; readonly to: number; readonly zero: number; readonly isTotal: boolean };

function Bar({ from, to, zero, isTotal }: BarProps) {
  const width = to === from ? 0 : Math.max(Math.abs(to - from) * 100, 0.5);
  const tone = isTotal ? "bg-accent/70" : to >= from ? "bg-up/70" : "bg-down/70";
  return (
    <div aria-hidden className="relative h-3">
      <span style={{ left: `${zero * 100}%` }} className="absolute inset-y-0 w-px bg-line-strong/60" />
      <span
        style={{ left: `${Math.min(from, to, 0.995) * 100}%`, width: `${width}%` }}
        className={`absolute inset-y-0.5 rounded-[2px] ${tone}`}
      />
    </div>
  );
}

function Check({ attribution }: { readonly attribution: Attribution }) {
  const { openAtoms, closeAtoms, total, differenceAtoms, currency } = attribution;
  const isExact = differenceAtoms === 0n;
  const { unknownFills, withoutMarkout, fills } = total;
  return (
    <div className="px-2.5 pb-2 text-xs" data-testid="attribution-check" data-exact={isExact}>
      <p className={isExact ? "text-muted" : "text-danger"} role={isExact ? undefined : "alert"}>
        <span className="num">
          {toMoney(openAtoms)} → {toMoney(closeAtoms)} {currency}
        </span>
        : equity changed by <span className="num">{toSignedMoney(closeAtoms - openAtoms, 8)}</span>, the parts of{" "}
        {fills === 1 ? "1 fill" : `${fills} fills`} add up to{" "}
        <span className="num">{toSignedMoney(total.totalAtoms, 8)}</span>:{" "}
        {isExact ? (
          <strong className="font-medium text-up">exact, to the atom</strong>
        ) : (
          <strong>off by {toSignedMoney(differenceAtoms, 8)}: this is a defect</strong>
        )}
        .
      </p>
      {unknownFills + withoutMarkout === 0 ? null : (
        <p className="text-muted">
          Of {unknownFills} a mid on the way is not known, of {withoutMarkout} the mid ten seconds later: those pieces
          are in Market.
        </p>
      )}
    </div>
  );
}
