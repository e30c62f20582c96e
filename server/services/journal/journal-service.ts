/** The why of each order and trade, a person's notes on them, and both as CSV. */
import type { Clock } from "@/server/ports/clock";
import type { DeskReader, JournalNote, OrderFilter, OrderWhy, TripFilter, TripWhy } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import type { SystemStore } from "@/server/ports/system-store";
import { exportOrders } from "./export-orders";
import { exportTrips } from "./export-trips";

export type NoteInput = Readonly<{
  deskId: string;
  subject: JournalNote["subject"];
  text: string;
  tags: readonly string[];
}>;

export type OrderExport = Readonly<{ deskId: string; filter: OrderFilter }>;
export type TripExport = Readonly<{ deskId: string; filter: TripFilter }>;

export type JournalService = Readonly<{
  order: (deskId: string, orderId: string) => Promise<OrderWhy>;
  trip: (deskId: string, tripId: string) => Promise<TripWhy>;
  tags: (deskId: string) => Promise<readonly Readonly<{ tag: string; count: number }>[]>;
  saveNote: (input: NoteInput, who: string) => Promise<JournalNote>;
  /** CSV text in pieces, header first, newest order first. @throws AppError not_found before the first piece */
  exportOrders: (input: OrderExport) => Promise<AsyncIterable<string>>;
  exportTrips: (input: TripExport) => Promise<AsyncIterable<string>>;
}>;

export type JournalServiceDeps = Readonly<{
  desks: DeskStore;
  reader: DeskReader;
  system: SystemStore;
  /** Wall time. */
  clock: Clock;
}>;

export function createJournalService(deps: JournalServiceDeps): JournalService {
  const { desks, reader } = deps;
  return {
    order: (deskId, orderId) => reader.getOrderWhy(deskId, orderId),
    trip: (deskId, tripId) => reader.getTripWhy(deskId, tripId),
    tags: (deskId) => reader.listTags(deskId),
    saveNote: (input, who) => saveNote(deps, input, who),
    exportOrders: async ({ deskId, filter }) => exportOrders(reader, await desks.getDesk(deskId), filter),
    exportTrips: async ({ deskId, filter }) => exportTrips(reader, await desks.getDesk(deskId), filter),
  };
}

async function saveNote({ reader, system, clock }: JournalServiceDeps, input: NoteInput, who: string) {
  const { deskId, subject, text } = input;
  const tags = [...new Set(input.tags)];
  const saved = await reader.saveNote(deskId, { subject, text, tags }, who);
  const detail = `note on ${subject.kind} ${subject.id}: ${text.length} characters, tags ${tags.join(", ") || "none"}`;
  await system.audit({ at: clock.nowMicros(), who, action: "journal.note", subject: deskId, detail });
  return saved;
}
