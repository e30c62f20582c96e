import type { FitProgress, FittedModel } from "@/server/learning/model-family";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { logOddsExplainer } from "./explain-model";
import { gainImportance, predictTrees, type TreeEnsemble } from "./tree-ensemble";
import { ensembleToJson } from "./tree-json";
import { treesToOnnx } from "./tree-onnx";

/** Trees hold nothing native, so there is nothing to release. */
export function fittedTrees(
  ensemble: TreeEnsemble,
  { family, classes, curve }: Readonly<{ family: string; classes: number; curve: readonly FitProgress[] }>,
): FittedModel {
  const graph = treesToOnnx(ensemble);
  return {
    family,
    columns: ensemble.columns,
    classes,
    curve,
    onnx: writeOnnx(graph),
    graph,
    steps: 1,
    predict: async (data, rows) => predictTrees(ensemble, data, rows),
    importance: gainImportance(ensemble),
    shap: logOddsExplainer(ensemble),
    explain: [{ weight: 1, ensemble: ensembleToJson(ensemble) }],
    release: async () => undefined,
  };
}
