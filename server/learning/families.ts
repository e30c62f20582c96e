/** Every kind of model that can be trained here, simplest first. */
import { AppError } from "@/server/domain/errors";
import type { ModelFamily } from "./model-family";
import { logistic } from "./networks/logistic";
import { mlp } from "./networks/mlp";
import { tcn } from "./networks/tcn";
import { forest } from "./trees/forest-family";
import { gbdtFamilies } from "./trees/gbdt-families";

export const modelFamilies: readonly ModelFamily[] = [logistic, mlp, tcn, ...gbdtFamilies, forest];

/** @throws AppError not_found */
export function familyOf(name: string): ModelFamily {
  const family = modelFamilies.find((one) => one.name === name);
  if (family) return family;
  throw new AppError("not_found", `Families are ${modelFamilies.map((one) => one.name).join(", ")}; was ${name}`);
}
