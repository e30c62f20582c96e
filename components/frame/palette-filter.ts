/**
 * How well an entry answers what was typed: 0 not at all, 1 best.
 *
 * Every typed word must be in the entry as it stands; letters scattered over a sentence are no match.
 *
 * @param texts the entry's name first, then what else is known of it
 */
export function paletteScore(texts: readonly string[], typed: string): number {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const [name = "", ...rest] = texts.map((text) => text.toLowerCase());
  const scores = words.map((word) => wordScore(name, rest, word));
  return words.length === 0 ? 1 : Math.min(...scores);
}

function wordScore(name: string, rest: readonly string[], word: string): number {
  if (name.startsWith(word)) return 1;
  if (name.split(/[\s/]+/).some((part) => part.startsWith(word))) return 0.8;
  if (name.includes(word)) return 0.5;
  return rest.some((text) => text.includes(word)) ? 0.2 : 0;
}
