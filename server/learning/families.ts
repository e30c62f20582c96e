/** Every kind of model that can be trained here. */
import type { ModelFamily } from "./model-family";
import { gbdtFamilies } from "./trees/gbdt-families";

export const modelFamilies: readonly ModelFamily[] = [...gbdtFamilies];
