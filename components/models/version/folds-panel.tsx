"use client";
/** Scores of each walk: the picture first, the numbers below it. */
import { change, fixed, share } from "@/components/models/score-lines";
import { toDay } from "@/components/models/spans";
import { Figure, PlainTable } from "@/components/system/rows";
import { Panel } from "@/components/ui/panel";
import { Unknown } from "@/components/ui/unknown";
import type { FoldScore } from "@/server/domain/models/scores";
import { type Multiple, multiplesOf } from "./fold-multiples";

export function FoldsPanel({ folds }: { readonly folds: readonly FoldScore[] }) {
  return (
    <Panel title="Each walk" trailing={<span className="text-muted text-xs">{folds.length} test windows</span>}>
      {folds.length === 0 ? (
        <p className="p-3 text-muted text-sm">No walk is known of this version.</p>
      ) : (
        <>
          <FoldMultiples folds={folds} />
          <FoldTable folds={folds} />
        </>
      )}
    </Panel>
  );
}

/** Four small pictures with a bar for each walk, on one time axis. */
export function FoldMultiples({ folds }: { readonly folds: readonly FoldScore[] }) {
  return (
    <div aria-hidden className="grid grid-cols-2 gap-px border-line/60 border-b bg-line/60 lg:grid-cols-4">
      {multiplesOf(folds).map((multiple) => (
        <Bars key={multiple.name} multiple={multiple} />
      ))}
    </div>
  );
}

function Bars({ multiple: { name, hint, bars, text } }: { readonly multiple: Multiple }) {
  return (
    <div className="bg-surface-1 p-2.5" title={hint}>
      <p className="flex justify-between gap-2 text-xs">
        <span className="text-muted">{name}</span>
        <span className="num">{text}</span>
      </p>
      <div className="relative mt-1.5 flex h-14 gap-px">
        <span className="absolute inset-x-0 top-1/2 h-px bg-line-strong/60" />
        {bars.map(({ key, height, isGood, title }) => (
          <span key={key} title={title} className="relative flex-1">
            {height === null ? null : (
              <span
                className={`absolute inset-x-0 mx-auto max-w-4 rounded-[1px] ${isGood ? "bottom-1/2 bg-up/75" : "top-1/2 bg-down/75"}`}
                style={{ height: `${Math.max(height * 50, 2)}%` }}
              />
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

const NOT_ALONE = "The walks are traded as one account: see the equity";

const HEADS = [
  ["Walk"],
  ["Trained on"],
  ["Tested on"],
  ["Rows", "right"],
  ["Log loss", "right"],
  ["Base", "right"],
  ["AUC", "right"],
  ["Accuracy", "right"],
  ["Trades", "right"],
  ["Net return", "right"],
  ["Sharpe", "right"],
] as const;

function FoldTable({ folds }: { readonly folds: readonly FoldScore[] }) {
  return (
    <PlainTable caption="Scores of each walk" heads={HEADS}>
      {folds.map(({ name, classes, trading, ...span }) => (
        <tr key={name}>
          <th scope="row" className="px-2.5 text-left font-normal">
            {name}
          </th>
          <td className="num text-muted">{`${toDay(span.trainFrom)} – ${toDay(span.trainTo)}`}</td>
          <td className="num">{`${toDay(span.testFrom)} – ${toDay(span.testTo)}`}</td>
          <Figure>{classes.rows}</Figure>
          <td className={`num text-right ${classes.logLoss < classes.baseLogLoss ? "text-up" : "text-down"}`}>
            {fixed(4)(classes.logLoss)}
          </td>
          <Figure>{fixed(4)(classes.baseLogLoss)}</Figure>
          <Figure>
            {classes.auc === null ? <Unknown reason="Only one outcome occurred" /> : fixed(3)(classes.auc)}
          </Figure>
          <Figure>{share(classes.accuracy)}</Figure>
          <Figure>{trading === null ? <Unknown reason={NOT_ALONE} /> : trading.trades}</Figure>
          <Figure>{trading === null ? <Unknown reason={NOT_ALONE} /> : change(trading.netReturn)}</Figure>
          <Figure>
            {trading?.sharpe == null ? <Unknown reason="Too few periods with trades" /> : fixed(2)(trading.sharpe)}
          </Figure>
        </tr>
      ))}
    </PlainTable>
  );
}
