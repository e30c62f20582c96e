import type { HyperParam } from "@/server/learning/model-family";

export const numberParam = (
  [min, max, byDefault]: readonly [min: number, max: number, byDefault: number],
  shape: "log" | "whole" | "log whole" | "plain",
  explanation: string,
): HyperParam => ({
  kind: "number",
  min,
  max,
  default: byDefault,
  isLog: shape.startsWith("log"),
  isWhole: shape.endsWith("whole"),
  explanation,
});
