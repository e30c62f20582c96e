import { defineSet } from "@/server/features/sets/define-set";
import { GRID_DEFINITIONS } from "./grid-row-stream";

/**
 * Everything that the second grid computes, in the order of `GridRowStream.row`. The mid itself is in no set, being a
 * price; nor are queue places, which belong to single orders of ours and not to the market (their engine shows them).
 */
export const microstructure = defineSet({
  name: "microstructure",
  version: 1,
  grid: { kind: "second" },
  columns: GRID_DEFINITIONS.map((definition) => ({
    name: `${definition.group}.${definition.name}`,
    interval: null,
    definition,
  })),
});
