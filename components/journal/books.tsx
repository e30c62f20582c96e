import { unitsOf } from "@/components/desk/units";
import { toClock } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { BookPicture, Order } from "@/server/domain/order";
import { type BookRow, bookRows, largestLots } from "./book-rows";
import { toPrice } from "./quantity";
import { Nothing, Section } from "./section";

/** The book when the order was decided and when it arrived, one row a price. */
export function Books({ order, spec }: { readonly order: Order; readonly spec: InstrumentSpec }) {
  const { decisionBook, arrivalBook } = order;
  const rows = bookRows(decisionBook, arrivalBook);
  if (rows.length === 0) {
    return (
      <Section title="Book at decision and at arrival">
        <Nothing>
          No book was recorded:{" "}
          {order.arrivesAt === null ? "the order never reached the venue." : "there was none when it was decided."}
        </Nothing>
      </Section>
    );
  }
  const largest = largestLots(rows);
  return (
    <Section title="Book at decision and at arrival">
      <table className="num w-full table-fixed border-separate border-spacing-0 text-xs">
        <caption className="sr-only">Sizes in {spec.base} by price, at decision and at arrival</caption>
        <thead>
          <tr className="text-muted">
            <th scope="col" className="pb-1 text-left font-normal">
              {heading("Decision", decisionBook)}
            </th>
            <th scope="col" className="w-28 pb-1 text-center font-normal">
              Price {spec.quote}
            </th>
            <th scope="col" className="pb-1 text-right font-normal">
              {heading("Arrival", arrivalBook)}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row
              key={`${row.side}-${row.priceTicks}`}
              row={row}
              {...{ order, spec, largest }}
              isFirstBid={row.side === "bid" && rows[i - 1]?.side === "ask"}
            />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

const heading = (name: string, book: BookPicture | null) =>
  book === null ? `${name}: none` : `${name} ${toClock(book.at, true)}`;

type RowProps = {
  readonly row: BookRow;
  readonly order: Order;
  readonly spec: InstrumentSpec;
  readonly largest: number;
  readonly isFirstBid: boolean;
};

function Row({ row, order, spec, largest, isFirstBid }: RowProps) {
  const isOurs = order.limitTicks === row.priceTicks;
  const edge = isFirstBid ? "border-line-strong/60 border-t" : "";
  return (
    <tr className="h-5">
      <Size lots={row.beforeLots} {...{ row, spec, largest, edge }} isLeft />
      <td
        className={`px-1 text-center ${edge} ${row.side === "ask" ? "text-down" : "text-up"} ${isOurs ? "bg-ours/15 font-semibold" : ""}`}
      >
        {isOurs ? <span className="sr-only">our price </span> : null}
        {toPrice(spec, row.priceTicks)}
      </td>
      <Size lots={row.afterLots} {...{ row, spec, largest, edge }} />
    </tr>
  );
}

type SizeProps = {
  readonly lots: number | null;
  readonly row: BookRow;
  readonly spec: InstrumentSpec;
  readonly largest: number;
  readonly edge: string;
  readonly isLeft?: boolean;
};

function Size({ lots, row, spec, largest, edge, isLeft = false }: SizeProps) {
  const changed = !isLeft && row.beforeLots !== null && lots !== null && lots !== row.beforeLots;
  const tint = row.side === "ask" ? "var(--down)" : "var(--up)";
  const width = `${((lots ?? 0) / largest) * 100}%`;
  return (
    <td
      className={`${edge} ${isLeft ? "pr-2 text-right" : "pl-2 text-left"}`}
      style={{
        background: `linear-gradient(to ${isLeft ? "left" : "right"}, color-mix(in oklab, ${tint} 22%, transparent) ${width}, transparent ${width})`,
      }}
    >
      {lots === null ? (
        <Unknown reason="Beyond the levels that were recorded" />
      ) : lots === 0 ? (
        "gone"
      ) : (
        unitsOf(spec).size(lots)
      )}
      {changed ? <span className="pl-2 text-muted">{changeText(spec, lots - (row.beforeLots ?? 0))}</span> : null}
    </td>
  );
}

const changeText = (spec: InstrumentSpec, lots: number) =>
  `${lots > 0 ? "+" : "−"}${unitsOf(spec).size(Math.abs(lots))}`;
