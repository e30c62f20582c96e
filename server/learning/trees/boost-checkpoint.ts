import type { FitProgress } from "@/server/learning/model-family";
import type { BoostTask } from "./boost";
import type { Tree } from "./tree";
import { type TreeJson, treeFromJson, treeToJson } from "./tree-json";

type Kept = Readonly<{ trees: readonly Tree[]; curve: readonly FitProgress[] }>;
type KeptJson = Readonly<{ task: string; trees: readonly TreeJson[]; curve: readonly FitProgress[] }>;

export const saveBoosting = (task: BoostTask, { trees, curve }: Kept): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({ task: taskText(task), trees: trees.map(treeToJson), curve } satisfies KeptJson),
  );

/** Null when there is nothing, or it is of another fit. */
export function loadBoosting(task: BoostTask, bytes: Uint8Array | null): Kept | null {
  if (bytes === null) return null;
  const json = JSON.parse(new TextDecoder().decode(bytes)) as KeptJson;
  if (json.task !== taskText(task)) return null;
  return { trees: json.trees.map(treeFromJson), curve: json.curve };
}

/** Enough to tell two fits apart; whoever keeps checkpoints names them by the data. */
const taskText = ({ options, seed, train, valid, objective, data }: BoostTask): string =>
  JSON.stringify([
    { ...options, rules: { ...options.rules, monotone: [...(options.rules.monotone ?? [])] } },
    [seed, objective.link, objective.outputs, objective.leafQuantile],
    [train.length, train[0], train.at(-1), valid.length, valid[0], valid.at(-1)],
    data.columns,
  ]);
