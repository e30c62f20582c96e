import { expect, test } from "vitest";
import { parseLayouts, withLayout } from "./layout-memory";

test("what is written is read back", () => {
  const layouts = withLayout({}, "top", { chart: 61.23456, ticket: 38.76544 });
  expect(parseLayouts(JSON.stringify(layouts))).toEqual({ top: { chart: 61.23, ticket: 38.77 } });
});

test.each([
  undefined,
  "",
  "junk",
  "[1]",
  '{"top":{"chart":"wide"}}',
  '{"top":{"chart":400}}',
  `{"a":"${"x".repeat(3_000)}"}`,
])("a cookie of %j is forgotten", (text) => {
  expect(parseLayouts(text)).toEqual({});
});
