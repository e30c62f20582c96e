/** The sizes of the panels, kept in a cookie so that the server renders them as they were left. */
export const LAYOUT_COOKIE = "tapedeck-layout";

/** Panel id to per cent, by group. */
export type Layouts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the cookie holds, as far as it makes sense; an empty memory otherwise. */
export function parseLayouts(text: string | undefined): Layouts {
  if (text === undefined || text.length > 2_000) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isLayouts(value) ? value : {};
  } catch {
    return {};
  }
}

function isLayouts(value: unknown): value is Layouts {
  return (
    isRecord(value) && Object.values(value).every((layout) => isRecord(layout) && Object.values(layout).every(isShare))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 100;

/** With one group's layout replaced, rounded so that the cookie stays small. */
export function withLayout(layouts: Layouts, group: string, layout: Readonly<Record<string, number>>): Layouts {
  const rounded = Object.fromEntries(Object.entries(layout).map(([id, share]) => [id, Math.round(share * 100) / 100]));
  return { ...layouts, [group]: rounded };
}
