/** The tables of `docs/features.md` and `docs/features-grid.md`, from the definitions themselves. */
import { BAR_FAMILIES } from "./bars/all-families";
import type { FeatureDefinition } from "./feature";
import { GRID_DEFINITIONS } from "./grid/grid-row-stream";

const bound = (value: number | null, sign: string): string =>
  value === null ? sign : String(Math.round(value * 1_000) / 1_000);
const rangeOf = ({ range: [min, max] }: FeatureDefinition): string =>
  min === null && max === null ? "any" : `${bound(min, "-∞")} to ${bound(max, "∞")}`;
const cell = (text: string): string => text.replaceAll("|", "\\|");

/** Markdown tables, one a group, in the order of the full set. */
export const featureTables = (): string => tablesOf(BAR_FAMILIES.flatMap((family) => family.definitions));

/** Those of the second grid, whose warm-up is counted in seconds. */
export const gridTables = (): string => tablesOf(GRID_DEFINITIONS);

function tablesOf(definitions: readonly FeatureDefinition[]): string {
  const groups = [...new Set(definitions.map(({ group }) => group))];
  return groups
    .map((group) =>
      tableOf(
        group,
        definitions.filter((each) => each.group === group),
      ),
    )
    .join("\n\n");
}

function tableOf(group: string, definitions: readonly FeatureDefinition[]): string {
  const steps = definitions.some(({ inputs }) => inputs.includes("book")) ? "seconds" : "bars";
  const rows = definitions.map((each) => {
    const { name, formula, unit, warmUp, source } = each;
    return `| \`${name}\` | ${cell(formula)} | ${unit} | ${rangeOf(each)} | ${warmUp} | ${cell(source)} |`;
  });
  const head = [`| feature | formula | unit | range | ${steps} | source |`, "|---|---|---|---|---|---|"];
  return [`### ${group[0]?.toUpperCase()}${group.slice(1)} (${definitions.length})`, "", ...head, ...rows].join("\n");
}
