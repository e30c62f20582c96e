"use client";
import { useState } from "react";
import { fixed, share } from "@/components/models/score-lines";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import type { ModelScores } from "@/server/domain/models/scores";

type Measure = "permutation" | "gain";
type Importance = ModelScores["importance"];

const HINTS: Readonly<Record<Measure, string>> = {
  permutation:
    "How much the log loss on rows that taught nothing grows when the column is shuffled. Below zero it only disturbs.",
  gain: "Share of what the fit gained by it, in sample: large does not mean useful.",
};
const TEXTS: Readonly<Record<Measure, (value: number) => string>> = { permutation: fixed(5), gain: share };
const SHOWN = 20;

export function ImportancePanel({ importance }: { readonly importance: Importance }) {
  const has = (measure: Measure) => importance.some((one) => one[measure] !== null);
  const [of, setOf] = useState<Measure>(has("permutation") ? "permutation" : "gain");
  const [isLong, setLong] = useState(false);
  const rows = importance
    .flatMap(({ column, [of]: value }) => (value === null ? [] : [{ column, value }]))
    .toSorted((a, b) => b.value - a.value);
  const greatest = Math.max(...rows.map(({ value }) => Math.abs(value)), 1e-12);
  return (
    <Panel
      title="What it looks at"
      trailing={
        <Segmented
          label="Importance by"
          value={of}
          onChange={setOf}
          className="h-6"
          segments={[
            { value: "permutation", label: "Permutation", title: HINTS.permutation },
            { value: "gain", label: "Gain", title: HINTS.gain },
          ]}
        />
      }
    >
      <p className="px-2.5 pt-2 text-muted text-xs">{HINTS[of]}</p>
      {rows.length > 0 && rows.every(({ value }) => value === 0) ? (
        <p role="status" className="px-2.5 pt-2 text-sm text-warn">
          No column changes its answers: it found nothing to learn, and says the same whatever it is asked.
        </p>
      ) : null}
      {rows.length === 0 ? (
        <p className="p-2.5 text-muted text-sm">This was not measured for this version.</p>
      ) : (
        <table className="w-full text-sm">
          <caption className="sr-only">Columns by importance, greatest first</caption>
          <tbody>
            {rows.slice(0, isLong ? rows.length : SHOWN).map(({ column, value }) => (
              <tr key={column}>
                <th
                  scope="row"
                  className="num w-1/2 max-w-0 truncate py-0.5 pl-2.5 text-left font-normal"
                  title={column}
                >
                  {column}
                </th>
                <td aria-hidden className="w-full px-2">
                  <span
                    className={`block h-2 rounded-[2px] ${value < 0 ? "bg-down/60" : "bg-accent/70"}`}
                    style={{ width: `${Math.max((Math.abs(value) / greatest) * 100, 0.5)}%` }}
                  />
                </td>
                <td className="num whitespace-nowrap py-0.5 pr-2.5 text-right">{TEXTS[of](value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN ? (
        <button
          type="button"
          onClick={() => setLong(!isLong)}
          className="px-2.5 py-1.5 text-accent text-xs hover:underline"
        >
          {isLong ? `The first ${SHOWN} only` : `All ${rows.length}`}
        </button>
      ) : null}
    </Panel>
  );
}
