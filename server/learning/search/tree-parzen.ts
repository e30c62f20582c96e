/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl, "Algorithms for hyper-parameter optimization",
 * NeurIPS 2011): what was tried is parted into the good and the rest, each is made a density per parameter, and of some
 * draws from the good one that is taken whose density is highest against the rest.
 */
import type { Rng } from "@/server/domain/rng";
import type { HyperParam, HyperParams } from "@/server/learning/model-family";
import { type Space, unitOf, valueAt } from "./space";

/** Lower is better; null was pruned or failed, which is worse than any number. */
export type Outcome = Readonly<{ params: HyperParams; score: number | null }>;

/** γ of the paper: the share that counts as good. */
const GOOD_SHARE = 0.15;
const GOOD_MIN = 2;
const DRAWS = 24;
/** A density narrower than this would only repeat what was tried. */
const WIDTH_MIN = 0.02;

/** The next point to try. @param tried at least one */
export function proposed(space: Space, tried: readonly Outcome[], rng: Rng): HyperParams {
  const sorted = tried.toSorted((a, b) => worth(a) - worth(b));
  const count = Math.max(GOOD_MIN, Math.ceil(GOOD_SHARE * sorted.length));
  const [good, rest] = [sorted.slice(0, count), sorted.slice(count)];
  return Object.fromEntries(
    Object.entries(space).map(([name, param]) => {
      const places = (outcomes: readonly Outcome[]) =>
        outcomes.map(({ params }) => unitOf(param, params[name] ?? param.default));
      return [name, bestDraw(param, { good: places(good), rest: places(rest) }, rng)];
    }),
  );
}

const worth = ({ score }: Outcome): number => score ?? Number.POSITIVE_INFINITY;

type Parted = Readonly<{ good: readonly number[]; rest: readonly number[] }>;

function bestDraw(param: HyperParam, { good, rest }: Parted, rng: Rng): number | string {
  const [l, g] = [densityOf(param, good), densityOf(param, rest)];
  let best = l.draw(rng);
  let ratio = l.at(best) / g.at(best);
  for (let i = 1; i < DRAWS; i++) {
    const unit = l.draw(rng);
    const other = l.at(unit) / g.at(unit);
    if (other > ratio) [best, ratio] = [unit, other];
  }
  return valueAt(param, best);
}

type Density = Readonly<{ at: (unit: number) => number; draw: (rng: Rng) => number }>;

const densityOf = (param: HyperParam, places: readonly number[]): Density =>
  param.kind === "choice" ? shares(param.choices.length, places) : parzen(places);

/** Counts with one more for each choice. */
function shares(choices: number, places: readonly number[]): Density {
  const counts = Array.from({ length: choices }, () => 1);
  const index = (unit: number) => Math.min(Math.floor(unit * choices), choices - 1);
  for (const unit of places) counts[index(unit)] = (counts[index(unit)] ?? 0) + 1;
  const total = choices + places.length;
  return {
    at: (unit) => (counts[index(unit)] ?? 0) / total,
    draw: (rng) => {
      let mark = rng.next() * total;
      const found = counts.findIndex((count) => (mark -= count) < 0);
      return (Math.max(found, 0) + 0.5) / choices;
    },
  };
}

/**
 * A Gaussian at each place, as wide as the gap to its further neighbour (the ends being neighbours too), and one over
 * the whole range as the prior. Draws are kept within the range.
 */
function parzen(places: readonly number[]): Density {
  const sorted = places.toSorted((a, b) => a - b);
  const bells = sorted.map((centre, i) => {
    const gap = Math.max(centre - (sorted[i - 1] ?? 0), (sorted[i + 1] ?? 1) - centre);
    return { centre, width: Math.min(Math.max(gap, WIDTH_MIN, 1 / (1 + sorted.length) ** 2), 1) };
  });
  bells.push({ centre: 0.5, width: 1 });
  return {
    at: (unit) =>
      bells.reduce((sum, { centre, width }) => sum + Math.exp(-0.5 * ((unit - centre) / width) ** 2) / width, 0) /
      bells.length,
    draw: (rng) => {
      const bell = bells[Math.floor(rng.next() * bells.length)] ?? { centre: 0.5, width: 1 };
      return Math.min(Math.max(bell.centre + bell.width * gaussian(rng), 0), 1);
    },
  };
}

/** Box & Muller 1958. */
const gaussian = (rng: Rng): number => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
