import type { FitProgress } from "@/server/learning/model-family";
import type { Tree } from "./tree";
import { type TreeJson, treeFromJson, treeToJson } from "./tree-json";

export type KeptTrees = Readonly<{ trees: readonly Tree[]; curve: readonly FitProgress[] }>;
type KeptJson = Readonly<{ task: string; trees: readonly TreeJson[]; curve: readonly FitProgress[] }>;

/** @param task  tells this fit from others; whoever keeps checkpoints names them by the data */
export const saveTrees = (task: string, { trees, curve }: KeptTrees): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ task, trees: trees.map(treeToJson), curve } satisfies KeptJson));

/** Null when there is nothing, or it is of another fit, or broken off. */
export function loadTrees(task: string, bytes: Uint8Array | null): KeptTrees | null {
  const json = bytes === null ? null : parse(bytes);
  if (json?.task !== task) return null;
  return { trees: json.trees.map(treeFromJson), curve: json.curve };
}

function parse(bytes: Uint8Array): KeptJson | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as KeptJson;
  } catch {
    return null;
  }
}
