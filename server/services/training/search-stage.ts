/**
 * Parameters of each family, looked for on the oldest walk's validation alone: all rows that scores are taken of come
 * after it. The fit stops by the first half of that window and is judged by the second.
 */
import type { Walk } from "@/server/learning/folds/walk-forward";
import type { HyperParams, ModelFamily } from "@/server/learning/model-family";
import { searched } from "@/server/learning/search/search";
import { defaultsOf } from "@/server/learning/search/space";
import { fitFold } from "./fit-fold";
import type { Training } from "./training";

export type Chosen = Readonly<{ family: ModelFamily; params: HyperParams }>;

export async function searchFamilies(
  training: Training,
  families: readonly ModelFamily[],
  walk: Walk,
): Promise<readonly Chosen[]> {
  const { search, seed } = training.order.recipe;
  const chosen: Chosen[] = [];
  training.reporter.stage("search", search.kind === "none" ? "No search: defaults" : "Looking for parameters");
  for (const [i, family] of families.entries()) {
    if (search.kind === "none") {
      chosen.push({ family, params: defaultsOf(family.params) });
      continue;
    }
    const found = await searched({
      space: family.params,
      spec: { ...search, budgetSeconds: search.budgetSeconds / families.length },
      seed,
      attempt: async ({ index, params, isHopeless }) => {
        const { train, stop: valid, calibrate: judge } = walk;
        const fold = `search-${index + 1}`;
        const fit = await fitFold(training, { family, params, fold, train, valid, answer: judge, judge, isHopeless });
        const share = (i + (index + 1) / search.trialsMax) / families.length;
        training.reporter.progress({ share, text: `${family.title}: ${index + 1} of ${search.trialsMax} tried` });
        const curve = fit.curve.flatMap(({ step, validLoss }) =>
          validLoss === null ? [] : [{ step, value: validLoss }],
        );
        return { score: fit.loss, curve, seconds: fit.seconds };
      },
    });
    chosen.push({ family, params: found.params });
  }
  return chosen;
}
