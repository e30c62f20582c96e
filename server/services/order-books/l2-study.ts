/** What microstructure features foresee on recorded order books: single features against the literature, and models. */
import { Rng } from "@/server/domain/rng";
import { GRID_DEFINITIONS } from "@/server/features/grid/grid-row-stream";
import type { ModelFamily } from "@/server/learning/model-family";
import { type DirectionData, directionData } from "./direction-data";
import { type DirectionScores, directionScores, type FitTools } from "./direction-model";
import { HORIZONS, type Horizon, type Session } from "./session";
import { flowExplains, type SingleFeature, singleFeature } from "./single-features";

export type L2Study = Readonly<{
  sessions: readonly Readonly<{
    name: string;
    from: number;
    to: number;
    rows: number;
    flow: ReturnType<typeof flowExplains>;
  }>[];
  /** By the strength of their correlation over 10 s; those that no session knew long enough are left out. */
  features: readonly SingleFeature[];
  missing: readonly string[];
  models: readonly (DirectionScores & Readonly<{ horizon: Horizon; of: keyof typeof CHOICES | "control" }>)[];
}>;

const NAMES = GRID_DEFINITIONS.map(({ name }) => name);

/** Of the columns: those that theory says foresee the next move, queues and order flow; and all. */
const CHOICES = { pressure: NAMES.filter((name) => /^(imbalance|microprice|ofi)_/.test(name)), all: NAMES } as const;

export async function l2Study(
  sessions: readonly Session[],
  families: readonly ModelFamily[],
  tools: FitTools & Readonly<{ choices: readonly (keyof typeof CHOICES)[] }>,
): Promise<L2Study> {
  const models: L2Study["models"][number][] = [];
  for (const horizon of HORIZONS) {
    for (const of of tools.choices) {
      const data = directionData(sessions, CHOICES[of], horizon);
      for (const family of families) models.push({ ...(await directionScores(data, family, tools)), horizon, of });
    }
    // The same way with shuffled labels: it must score like chance, or something leaks.
    const control = shuffled(directionData(sessions, CHOICES.pressure, horizon), tools.seed);
    for (const family of families) {
      models.push({ ...(await directionScores(control, family, tools)), horizon, of: "control" });
    }
  }
  const features = NAMES.map((name) => singleFeature(name, sessions));
  return {
    sessions: sessions.map((session) => ({
      name: session.name,
      from: session.at[0] ?? 0,
      to: session.at.at(-1) ?? 0,
      rows: session.rows,
      flow: flowExplains(session),
    })),
    features: features
      .filter((feature) => feature.sessions > 0)
      .toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation)),
    missing: features.filter((feature) => feature.sessions === 0).map(({ name }) => name),
    models,
  };
}

/** Labels dealt out anew (Fisher & Yates). */
function shuffled(prepared: DirectionData, seed: number): DirectionData {
  const rng = Rng.derive(seed, "l2-control");
  const y = prepared.data.y.slice();
  for (let i = y.length - 1; i > 0; i--) {
    const other = Math.floor(rng.next() * (i + 1));
    [y[i], y[other]] = [y[other] as number, y[i] as number];
  }
  return { ...prepared, data: { ...prepared.data, y } };
}
