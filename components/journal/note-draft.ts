/** A note while it is written: what is saved, what is typed, and whether they differ. */
export type NoteText = Readonly<{ text: string; tags: readonly string[] }>;

export type NoteState = "saved" | "edited" | "saving" | "failed";

export const TEXT_MAX = 20_000;
export const TAGS_MAX = 20;
export const TAG_MAX = 40;

export const isSameNote = (a: NoteText, b: NoteText): boolean =>
  a.text === b.text && a.tags.length === b.tags.length && a.tags.every((tag, i) => tag === b.tags[i]);

/** Adds a tag as typed: trimmed, once, within the bounds. Null says that nothing was added. */
export function withTag(tags: readonly string[], typed: string): readonly string[] | null {
  const tag = typed.trim().replace(/,$/, "").trim().slice(0, TAG_MAX);
  if (tag === "" || tags.includes(tag) || tags.length >= TAGS_MAX) return null;
  return [...tags, tag];
}
