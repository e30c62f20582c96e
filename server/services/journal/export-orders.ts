import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { DeskReader, OrderFilter, OrderRow } from "@/server/ports/desk-reader";
import type { Desk } from "@/server/ports/desk-store";
import type { CsvColumn } from "./csv";
import { headerLine, number, rowLine, text, yes } from "./csv";
import { averagePrice, isoMicros, midPrice, money, price, size } from "./quantities";

type Row = Readonly<{ order: OrderRow; spec: InstrumentSpec }>;

const PAGE = 500;

const columns: readonly CsvColumn<Row>[] = [
  { header: "order", cell: ({ order }) => text(order.id) },
  { header: "instrument", cell: ({ order }) => text(order.instrumentId) },
  { header: "base", cell: ({ spec }) => text(spec.base) },
  { header: "quote", cell: ({ spec }) => text(spec.quote) },
  { header: "side", cell: ({ order }) => text(order.side) },
  { header: "type", cell: ({ order }) => text(order.type) },
  { header: "time in force", cell: ({ order }) => text(order.timeInForce) },
  { header: "post-only", cell: ({ order }) => yes(order.postOnly) },
  { header: "origin", cell: ({ order }) => text(order.origin) },
  { header: "state", cell: ({ order }) => text(order.state) },
  { header: "limit price (quote)", cell: ({ order, spec }) => number(price(spec, order.limitTicks)) },
  { header: "size (base)", cell: ({ order, spec }) => number(size(spec, order.sizeLots)) },
  { header: "filled (base)", cell: ({ order, spec }) => number(size(spec, order.filledLots)) },
  {
    header: "average price (quote)",
    cell: ({ order, spec }) => number(averagePrice(spec, order.filledAtoms, order.filledLots)),
  },
  { header: "filled notional (quote)", cell: ({ order }) => number(money(order.filledAtoms)) },
  { header: "fee (quote)", cell: ({ order }) => number(money(order.feeAtoms)) },
  { header: "decided at (UTC)", cell: ({ order }) => text(isoMicros(order.decidedAt)) },
  { header: "arrives at venue (UTC)", cell: ({ order }) => text(isoMicros(order.arrivesAt)) },
  { header: "accepted at (UTC)", cell: ({ order }) => text(isoMicros(order.acceptedAt)) },
  { header: "acknowledged at (UTC)", cell: ({ order }) => text(isoMicros(order.acknowledgedAt)) },
  { header: "closed at (UTC)", cell: ({ order }) => text(isoMicros(order.closedAt)) },
  { header: "mid at decision (quote)", cell: ({ order, spec }) => number(midPrice(spec, order.decisionMidHalfTicks)) },
  { header: "mid at arrival (quote)", cell: ({ order, spec }) => number(midPrice(spec, order.arrivalMidHalfTicks)) },
  { header: "ahead at acceptance (base)", cell: ({ order, spec }) => number(size(spec, order.aheadAtAcceptLots)) },
  { header: "reason rule", cell: ({ order }) => text(order.reason?.rule ?? null) },
  { header: "reason", cell: ({ order }) => text(order.reason?.text ?? null) },
  { header: "sized by", cell: ({ order }) => text(order.terms.sizing?.method ?? null) },
  { header: "confidence (ppm)", cell: ({ order }) => number(order.terms.confidencePpm?.toString() ?? null) },
  { header: "strategy note", cell: ({ order }) => text(order.note) },
  { header: "command", cell: ({ order }) => text(order.commandId) },
  { header: "tags", cell: ({ order }) => text(order.tags.join(" ")) },
];

export async function* exportOrders(reader: DeskReader, desk: Desk, filter: OrderFilter): AsyncGenerator<string> {
  const specs = new Map(desk.settings.instruments.map((spec) => [spec.id, spec]));
  yield headerLine(columns);
  let cursor: string | null = null;
  do {
    const page = await reader.listOrders({ deskId: desk.id, cursor, limit: PAGE, filter });
    // A refused order may name an instrument the desk does not have: it has no size unit to be written in.
    const rows = page.rows.flatMap((order) => {
      const spec = specs.get(order.instrumentId);
      return spec ? [{ order, spec }] : [];
    });
    yield rows.map((row) => rowLine(columns, row)).join("");
    if (page.nextCursor !== null && page.nextCursor === cursor) {
      throw new AppError("unavailable", "The order list does not move on");
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
