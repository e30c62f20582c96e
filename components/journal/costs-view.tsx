import { toBps } from "@/components/ui/number-format";
import { Unknown } from "@/components/ui/unknown";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type CostBreakdown, waterfall } from "./costs";
import { toSignedQuote } from "./quantity";
import { Nothing, Section } from "./section";

/** Costs as a waterfall: each bar begins where the one before ended, the last is their sum. */
export function Costs({ costs, spec }: { readonly costs: CostBreakdown | null; readonly spec: InstrumentSpec }) {
  if (costs === null) {
    return (
      <Section title="Costs">
        <Nothing>Nothing filled, so nothing was paid.</Nothing>
      </Section>
    );
  }
  const bars = waterfall(costs);
  const rows = [
    ...costs.parts,
    {
      id: "total" as const,
      label: "Against the mid at decision",
      halfAtoms: costs.totalHalfAtoms,
      bps: costs.totalBps,
      hint: "The parts above, exactly",
    },
  ];
  return (
    <Section title="Costs" trailing="plus costs us, minus earns us">
      <table className="w-full text-sm">
        <caption className="sr-only">Costs of the execution; the parts add up to the total</caption>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.id}
              title={row.hint}
              className={row.id === "total" ? "[&>*]:border-line [&>*]:border-t [&>*]:font-medium" : ""}
            >
              <th scope="row" className="py-1 pr-3 text-left font-normal">
                {row.label}
              </th>
              <td className="w-1/4 py-1 sm:w-2/5">
                <Bar
                  from={bars.find((bar) => bar.id === row.id)?.from ?? 0}
                  to={bars.find((bar) => bar.id === row.id)?.to ?? 0}
                />
              </td>
              <td className="num py-1 pl-3 text-right">{toSignedQuote(spec, row.halfAtoms / 2n)}</td>
              <td className="num w-20 py-1 pl-3 text-right text-muted">
                {row.bps === null ? <Unknown reason="There was no mid to compare with" /> : toBps(row.bps)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {costs.missing === null ? null : <p className="mt-1 text-muted text-xs">{costs.missing}.</p>}
    </Section>
  );
}

/** Zero stands in the middle; right of it is a cost. */
function Bar({ from, to }: { readonly from: number; readonly to: number }) {
  const left = 50 + Math.min(from, to) * 50;
  const width = Math.max(0.6, Math.abs(to - from) * 50);
  return (
    <div aria-hidden className="relative h-3">
      <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong/60" />
      <span
        style={{ left: `${left}%`, width: `${width}%` }}
        className={`absolute inset-y-0.5 rounded-[2px] ${to >= from ? "bg-down/70" : "bg-up/70"}`}
      />
    </div>
  );
}
