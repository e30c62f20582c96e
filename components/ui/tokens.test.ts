import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(path.resolve(__dirname, "../../app/globals.css"), "utf8");

/** Reads `--name: #rrggbb` pairs of the first block whose selector list ends with `selector`. */
function tokens(selector: string): Record<string, string> {
  const block = css.split(`${selector} {`)[1]?.split("}")[0] ?? "";
  const pairs = [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
  return Object.fromEntries(pairs.map((m): [string, string] => [m[1]!, m[2]!]));
}

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [dim, bright] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright! + 0.05) / (dim! + 0.05);
}

const SURFACES = ["surface-0", "surface-1", "surface-2", "surface-3"];
const TEXTS = ["text", "muted", "accent", "up", "down", "warn", "danger", "ours"];

describe.each(["dark", "light"])("%s theme", (theme) => {
  const t = tokens(`[data-theme="${theme}"]`);

  // WCAG 2.2 SC 1.4.3: 4.5 to 1 for text.
  test.each(TEXTS)("%s is readable on every surface", (name) => {
    for (const surface of SURFACES) expect(contrast(t[name]!, t[surface]!)).toBeGreaterThan(4.5);
  });

  test.each(["accent", "up", "down", "warn", "danger", "ours"])(
    "ink is readable on a button filled with %s",
    (name) => {
      expect(contrast(t["ink"]!, t[name]!)).toBeGreaterThan(4.5);
    },
  );

  // WCAG 2.2 SC 1.4.11: 3 to 1 for the lines that make a control recognisable.
  test("the strong line is visible on every surface", () => {
    for (const surface of SURFACES) expect(contrast(t["line-strong"]!, t[surface]!)).toBeGreaterThan(3);
  });
});
