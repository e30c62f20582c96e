import type { Prediction } from "@/server/domain/models/prediction";

const MARKS: Readonly<Record<string, string>> = { up: "▲", down: "▼", flat: "■" };

/** The class that was given most; null where the model was not asked. */
export function likeliest({ probabilitiesPpm }: Pick<Prediction, "probabilitiesPpm">, classes: readonly string[]) {
  if (probabilitiesPpm === null || probabilitiesPpm.length === 0) return null;
  let index = 0;
  for (const [i, ppm] of probabilitiesPpm.entries()) if (ppm > (probabilitiesPpm[index] ?? 0)) index = i;
  const name = classes[index] ?? String(index);
  return { index, name, mark: MARKS[name] ?? "", share: (probabilitiesPpm[index] ?? 0) / 1e6 };
}
