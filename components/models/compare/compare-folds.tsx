import { change, fixed } from "@/components/models/score-lines";
import { toDay } from "@/components/models/spans";
import { Figure, PlainTable } from "@/components/system/rows";
import { EmptyState } from "@/components/ui/states";
import type { SharedFold } from "./compare";

type CompareFoldsProps = { readonly folds: readonly SharedFold[]; readonly names: readonly [string, string] };

/** Only walks over the same days: others would compare markets, not models. */
export function CompareFolds({ folds, names }: CompareFoldsProps) {
  if (folds.length === 0)
    return (
      <EmptyState
        title="They share no walk"
        hint="They were tested on different days, so that only the sums above can be held side by side, and with care."
      />
    );
  const heads = [
    ["Tested on"],
    ...names.flatMap((name) => [[`Log loss, ${name}`, "right"] as const]),
    ["Difference", "right"],
    ...names.flatMap((name) => [[`Net return, ${name}`, "right"] as const]),
  ] as const;
  return (
    <PlainTable caption="Walks that both were tested on" heads={heads}>
      {folds.map(({ key, testFrom, testTo, a, b }) => {
        const difference = b.classes.logLoss - a.classes.logLoss;
        return (
          <tr key={key}>
            <td className="num">{`${toDay(testFrom)} – ${toDay(testTo)}`}</td>
            <Figure>{fixed(4)(a.classes.logLoss)}</Figure>
            <Figure>{fixed(4)(b.classes.logLoss)}</Figure>
            <td
              className={`num text-right ${difference < 0 ? "text-up" : difference > 0 ? "text-down" : "text-muted"}`}
            >
              {`${difference > 0 ? "+" : ""}${fixed(4)(difference)} ${difference < 0 ? "better" : difference > 0 ? "worse" : ""}`}
            </td>
            <Figure>{a.trading === null ? "–" : change(a.trading.netReturn)}</Figure>
            <Figure>{b.trading === null ? "–" : change(b.trading.netReturn)}</Figure>
          </tr>
        );
      })}
    </PlainTable>
  );
}
