/** Notes and tags on orders and trips, through Prisma. */
import { AppError } from "@/server/domain/errors";
import { fromMillis } from "@/server/domain/micros";
import type { JournalNote } from "@/server/ports/desk-reader";
import type { JournalNote as NoteRow } from "./generated/client";
import { toStorable } from "./json";
import type { Database } from "./pool";
import type { Rows } from "./prisma";

type Subject = JournalNote["subject"];

export type Notes = Readonly<{
  find: (deskId: string, subject: Subject) => Promise<JournalNote | null>;
  /** @throws AppError not_found when the desk has no such order or trip */
  save: (deskId: string, note: Omit<JournalNote, "updatedAt">, who: string) => Promise<JournalNote>;
  listTags: (deskId: string) => Promise<readonly Readonly<{ tag: string; count: number }>[]>;
}>;

export function createNotes({ query }: Database, rows: Rows): Notes {
  return {
    async find(deskId, { kind, id }) {
      const key = { deskId, kind, subjectId: id };
      const row = await rows.with((client) => client.journalNote.findUnique({ where: { deskId_kind_subjectId: key } }));
      return row ? toNote(row) : null;
    },
    async save(deskId, { subject, text, tags }, who) {
      await assertSubject(rows, deskId, subject);
      const key = { deskId, kind: subject.kind, subjectId: subject.id };
      const data = {
        text: toStorable(text),
        tags: tags.map(toStorable),
        updatedAt: new Date(),
        updatedBy: toStorable(who),
      };
      const row = await rows.with((client) =>
        client.journalNote.upsert({
          where: { deskId_kind_subjectId: key },
          create: { ...key, ...data },
          update: data,
        }),
      );
      return toNote(row);
    },
    async listTags(deskId) {
      const found = await query(
        `SELECT tag, count(*) AS count FROM journal_note, unnest(tags) AS tag
         WHERE desk_id = $1 GROUP BY tag ORDER BY count(*) DESC, tag`,
        [deskId],
      );
      return found.map((row) => ({ tag: String(row["tag"]), count: Number(row["count"]) }));
    },
  };
}

async function assertSubject(rows: Rows, deskId: string, { kind, id }: Subject): Promise<void> {
  const where = { deskId_id: { deskId, id } };
  const select = { id: true };
  const found = await rows.with((client) =>
    kind === "order" ? client.order.findUnique({ where, select }) : client.roundTrip.findUnique({ where, select }),
  );
  if (!found) throw new AppError("not_found", `Desk ${deskId} has no ${kind} ${id}`);
}

const toNote = (row: NoteRow): JournalNote => ({
  subject: { kind: row.kind === "trip" ? "trip" : "order", id: row.subjectId },
  text: row.text,
  tags: row.tags,
  updatedAt: fromMillis(row.updatedAt.getTime()),
});
