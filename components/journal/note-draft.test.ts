import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameNote, TAG_MAX, TAGS_MAX, withTag } from "./note-draft";

test("tags stay unique and within what the server takes, whatever is typed", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 60 }), (typed) => {
      const tags = typed.reduce<readonly string[]>((all, text) => withTag(all, text) ?? all, []);
      expect(new Set(tags).size).toBe(tags.length);
      expect(tags.length).toBeLessThanOrEqual(TAGS_MAX);
      for (const tag of tags)
        expect([tag.trim() === tag || tag.length === TAG_MAX, tag.length > 0, tag.length <= TAG_MAX]).toEqual([
          true,
          true,
          true,
        ]);
    }),
  );
});

test("a comma ends a tag", () => expect(withTag([], " fomo, ")).toEqual(["fomo"]));

test("order and text make a note another note", () => {
  expect(isSameNote({ text: "a", tags: ["x", "y"] }, { text: "a", tags: ["x", "y"] })).toBe(true);
  expect(isSameNote({ text: "a", tags: ["x", "y"] }, { text: "a", tags: ["y", "x"] })).toBe(false);
});
