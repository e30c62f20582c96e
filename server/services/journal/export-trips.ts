import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { DeskReader, TripFilter, TripRow } from "@/server/ports/desk-reader";
import type { Desk } from "@/server/ports/desk-store";
import type { CsvColumn } from "./csv";
import { headerLine, number, rowLine, text } from "./csv";
import { averagePrice, isoMicros, money, size } from "./quantities";

type Row = Readonly<{ trip: TripRow; spec: InstrumentSpec }>;

const PAGE = 500;

const columns: readonly CsvColumn<Row>[] = [
  { header: "trade", cell: ({ trip }) => text(trip.id) },
  { header: "instrument", cell: ({ trip }) => text(trip.instrumentId) },
  { header: "base", cell: ({ spec }) => text(spec.base) },
  { header: "quote", cell: ({ spec }) => text(spec.quote) },
  { header: "origin", cell: ({ trip }) => text(trip.origin) },
  { header: "opened at (UTC)", cell: ({ trip }) => text(isoMicros(trip.openedAt)) },
  { header: "closed at (UTC)", cell: ({ trip }) => text(isoMicros(trip.closedAt)) },
  { header: "held (s)", cell: ({ trip }) => number(((trip.closedAt - trip.openedAt) / 1_000_000).toFixed(6)) },
  { header: "largest size (base)", cell: ({ trip, spec }) => number(size(spec, trip.maxSizeLots)) },
  { header: "bought (base)", cell: ({ trip, spec }) => number(size(spec, trip.boughtLots)) },
  {
    header: "average bought price (quote)",
    cell: ({ trip, spec }) => number(averagePrice(spec, trip.boughtAtoms, trip.boughtLots)),
  },
  { header: "bought (quote)", cell: ({ trip }) => number(money(trip.boughtAtoms)) },
  { header: "sold (quote)", cell: ({ trip }) => number(money(trip.soldAtoms)) },
  { header: "fees (quote)", cell: ({ trip }) => number(money(trip.feesAtoms)) },
  { header: "profit after fees (quote)", cell: ({ trip }) => number(money(trip.pnlAtoms)) },
  { header: "orders", cell: ({ trip }) => text(trip.orderIds.join(" ")) },
  { header: "fills", cell: ({ trip }) => text(trip.fillIds.join(" ")) },
  { header: "exit note", cell: ({ trip }) => text(trip.exitNote) },
  { header: "tags", cell: ({ trip }) => text(trip.tags.join(" ")) },
];

export async function* exportTrips(reader: DeskReader, desk: Desk, filter: TripFilter): AsyncGenerator<string> {
  const specs = new Map(desk.settings.instruments.map((spec) => [spec.id, spec]));
  yield headerLine(columns);
  let cursor: string | null = null;
  do {
    const page = await reader.listTrips({ deskId: desk.id, cursor, limit: PAGE, filter });
    const rows = page.rows.map((trip) => {
      const spec = specs.get(trip.instrumentId);
      if (!spec) throw new Error(`${desk.id} traded ${trip.instrumentId}, which its settings do not have`);
      return { trip, spec };
    });
    yield rows.map((row) => rowLine(columns, row)).join("");
    if (page.nextCursor !== null && page.nextCursor === cursor) {
      throw new AppError("unavailable", "The trade list does not move on");
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
