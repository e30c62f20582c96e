import type { Micros } from "@/server/domain/micros";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Answer } from "./answer";

type Parts = Readonly<{
  version: ModelVersion;
  role: Prediction["role"];
  asked: Pick<Prediction, "instrumentId" | "askedAt" | "gridMicros">;
  answer: Answer;
  at: Micros;
}>;

export const predictionOf = ({ version, role, asked, answer, at }: Parts): Prediction => ({
  model: version.model,
  version: version.version,
  role,
  ...asked,
  horizonMicros: version.manifest.label.horizonMicros,
  at,
  ...answer,
});
