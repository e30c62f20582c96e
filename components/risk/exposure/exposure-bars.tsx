"use client";
import { toSignedMoney } from "@/components/frame/money-format";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { toPercent } from "@/components/ui/number-format";
import { type ExposureRow, type ExposureView, exposureView } from "./exposure-rows";

/** What is held, long to the right and short to the left, with what working orders may add. */
export function ExposureBars() {
  const view = useRiskView();
  const { desk } = useRisk();
  if (view === null) return null;
  const exposure = exposureView(view, desk.instruments);
  return (
    <section
      aria-label="Exposure"
      data-testid="exposure"
      className="min-w-0 rounded-md border border-line bg-surface-1"
    >
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">Exposure</h2>
        <Legend />
      </header>
      <Direction total={exposure.total} />
      <Rows title="By instrument" rows={exposure.instruments} exposure={exposure} />
      <Rows title="By sector" rows={exposure.sectors} exposure={exposure} />
    </section>
  );
}

const HATCH = "bg-[repeating-linear-gradient(45deg,currentColor_0_2px,transparent_2px_5px)]";

const Legend = () => (
  <ul aria-hidden className="ml-auto flex gap-3 text-2xs text-muted">
    <li className="flex items-center gap-1">
      <span className="size-2 rounded-[1px] bg-down" /> short
    </li>
    <li className="flex items-center gap-1">
      <span className="size-2 rounded-[1px] bg-up" /> long
    </li>
    <li className="flex items-center gap-1">
      <span className={`size-2 text-muted ${HATCH}`} /> working orders may add
    </li>
    <li className="flex items-center gap-1">
      <span className="h-2.5 w-px bg-line-strong" /> cap
    </li>
  </ul>
);

/** All longs against all shorts, as parts of one line. */
function Direction({ total }: { readonly total: ExposureRow }) {
  const { currency } = useRisk();
  const gross = total.long + total.short;
  const part = (share: number) => (gross === 0 ? 0 : (share / gross) * 100);
  return (
    <div className="border-line border-b px-3 py-2">
      <dl className="num flex flex-wrap gap-x-5 text-sm">
        <Figure name="Long">{percent(total.long)}</Figure>
        <Figure name="Short">{percent(total.short)}</Figure>
        <Figure name="Gross">{percent(gross)}</Figure>
        <Figure name="Net">{`${toPercent(total.long - total.short, 2)}, ${toSignedMoney(total.netAtoms)} ${currency}`}</Figure>
      </dl>
      <div aria-hidden className="mt-1.5 flex h-2 overflow-hidden rounded-full bg-surface-3">
        <span className="bg-down" style={{ width: `${part(total.short)}%` }} />
        <span className="bg-up" style={{ width: `${part(total.long)}%` }} />
      </div>
    </div>
  );
}

const Figure = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div className="flex gap-1.5">
    <dt className="font-sans text-muted">{name}</dt>
    <dd>{children}</dd>
  </div>
);

type RowsProps = { readonly title: string; readonly rows: readonly ExposureRow[]; readonly exposure: ExposureView };

function Rows({ title, rows, exposure: { reach } }: RowsProps) {
  return (
    <table className="w-full table-fixed text-sm [&_td]:py-1 [&_td]:pr-3">
      <caption className="px-3 pt-2 pb-0.5 text-left text-muted text-xs">{title}, of equity</caption>
      <colgroup>
        <col className="w-32 sm:w-36" />
        <col />
        <col className="w-24 sm:w-40" />
        <col className="hidden w-40 sm:table-column" />
      </colgroup>
      <thead className="sr-only">
        <tr>
          {["Name", "Short and long", "Held", "Working"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-exposure={row.id}>
            <th scope="row" className="truncate py-1 pr-2 pl-3 text-left font-normal">
              {row.name}
            </th>
            <td>
              <Bar row={row} reach={reach} />
            </td>
            <td className="num text-right">{heldText(row)}</td>
            <td className="num hidden text-right text-2xs text-muted sm:table-cell">{workingText(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Zero stands in the middle. */
function Bar({ row, reach }: { readonly row: ExposureRow; readonly reach: number }) {
  const at = (share: number) => `${(Math.min(share / reach, 1) * 50).toFixed(3)}%`;
  return (
    <div aria-hidden className="relative h-3.5 overflow-hidden rounded-sm bg-surface-2">
      <span className="absolute inset-y-0.5 bg-up" style={{ left: "50%", width: at(row.long) }} />
      <span
        className={`absolute inset-y-0.5 text-up ${HATCH}`}
        style={{ left: `calc(50% + ${at(row.long)})`, width: at(row.workingBuy) }}
      />
      <span className="absolute inset-y-0.5 bg-down" style={{ right: "50%", width: at(row.short) }} />
      <span
        className={`absolute inset-y-0.5 text-down ${HATCH}`}
        style={{ right: `calc(50% + ${at(row.short)})`, width: at(row.workingSell) }}
      />
      {row.cap === null ? null : (
        <>
          <span className="absolute inset-y-0 w-px bg-line-strong" style={{ left: `calc(50% + ${at(row.cap)})` }} />
          <span className="absolute inset-y-0 w-px bg-line-strong" style={{ right: `calc(50% + ${at(row.cap)})` }} />
        </>
      )}
      <span className="absolute inset-y-0 left-1/2 w-px bg-line" />
    </div>
  );
}

const percent = (share: number): string => toPercent(share, 2).replace("+", "");

function heldText({ long, short }: ExposureRow): string {
  if (long > 0 && short > 0) return `▲ ${percent(long)} ▼ ${percent(short)}`;
  if (short > 0) return `▼ ${percent(short)}`;
  return long > 0 ? `▲ ${percent(long)}` : "–";
}

function workingText({ workingBuy, workingSell }: ExposureRow): string {
  const parts = [
    ...(workingBuy > 0 ? [`buys +${percent(workingBuy)}`] : []),
    ...(workingSell > 0 ? [`sells −${percent(workingSell)}`] : []),
  ];
  return parts.join(", ");
}
