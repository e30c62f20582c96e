/** The file beside a model's ONNX file that gives the reasons of single predictions: its trees, as JSON. */
import { AppError } from "@/server/domain/errors";
import { logOddsExplainer } from "./explain-model";
import { type EnsembleJson, ensembleFromJson } from "./tree-json";

/** One tree model and how much its log-odds count in the whole; 1 when it stands alone. */
export type ExplainPart = Readonly<{ weight: number; ensemble: EnsembleJson }>;

const FORMAT = 1;
type ExplainFile = Readonly<{ format: typeof FORMAT; columns: readonly string[]; parts: readonly ExplainPart[] }>;

export const writeExplainFile = (columns: readonly string[], parts: readonly ExplainPart[]): string =>
  JSON.stringify({ format: FORMAT, columns, parts } satisfies ExplainFile);

export type RowExplainer = Readonly<{
  columns: readonly string[];
  /** How much each column moved the log-odds of up against down, as far as trees said it. */
  shap: (row: Float32Array) => Float64Array;
}>;

/** @throws AppError invalid when the text is no such file, or its trees are not whole */
export function loadExplainer(text: string): RowExplainer {
  const file = parse(text);
  if (file === null)
    throw new AppError(
      "invalid",
      `The trees beside a model must be JSON of format ${FORMAT}, was ${text.slice(0, 40)}`,
    );
  const parts = file.parts.map(({ weight, ensemble }) => {
    if (ensemble.columns.join("\n") !== file.columns.join("\n"))
      throw new AppError("invalid", "All trees beside a model must be of its columns");
    return { weight, explain: logOddsExplainer(ensembleFromJson(ensemble)) };
  });
  return {
    columns: file.columns,
    shap: (row) => {
      const out = new Float64Array(file.columns.length);
      for (const { weight, explain } of parts)
        for (const [i, value] of explain(row).entries()) (out[i] as number) += weight * value;
      return out;
    },
  };
}

function parse(text: string): ExplainFile | null {
  try {
    const file = JSON.parse(text) as Partial<ExplainFile> | null;
    return file?.format === FORMAT && file.columns !== undefined && file.parts !== undefined
      ? (file as ExplainFile)
      : null;
  } catch {
    return null;
  }
}
