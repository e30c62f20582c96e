/** The why of each order and trade, a person's notes on them, and both as CSV. */
import type { DeskReader, JournalNote, OrderFilter, OrderWhy, TripWhy } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import { exportOrders } from "./export-orders";
import { exportTrips } from "./export-trips";

export type NoteInput = Readonly<{
  deskId: string;
  subject: JournalNote["subject"];
  text: string;
  tags: readonly string[];
}>;

export type OrderExport = Readonly<{ deskId: string; filter: OrderFilter }>;
export type TripExport = Readonly<{ deskId: string; filter: Omit<OrderFilter, "states"> }>;

export type JournalService = Readonly<{
  order: (deskId: string, orderId: string) => Promise<OrderWhy>;
  trip: (deskId: string, tripId: string) => Promise<TripWhy>;
  tags: (deskId: string) => Promise<readonly Readonly<{ tag: string; count: number }>[]>;
  saveNote: (input: NoteInput, who: string) => Promise<JournalNote>;
  /** CSV text in pieces, header first, newest order first. @throws AppError not_found before the first piece */
  exportOrders: (input: OrderExport) => Promise<AsyncIterable<string>>;
  exportTrips: (input: TripExport) => Promise<AsyncIterable<string>>;
}>;

export type JournalServiceDeps = Readonly<{ desks: DeskStore; reader: DeskReader }>;

export function createJournalService({ desks, reader }: JournalServiceDeps): JournalService {
  return {
    order: (deskId, orderId) => reader.getOrderWhy(deskId, orderId),
    trip: (deskId, tripId) => reader.getTripWhy(deskId, tripId),
    tags: (deskId) => reader.listTags(deskId),
    saveNote: ({ deskId, subject, text, tags }, who) =>
      reader.saveNote(deskId, { subject, text, tags: [...new Set(tags)] }, who),
    exportOrders: async ({ deskId, filter }) => exportOrders(reader, await desks.getDesk(deskId), filter),
    exportTrips: async ({ deskId, filter }) => exportTrips(reader, await desks.getDesk(deskId), filter),
  };
}
