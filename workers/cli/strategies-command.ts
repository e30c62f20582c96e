import { getStrategy, strategyNames } from "@/server/strategies/registry";
import type { CliCommand } from "./command";
import { columns } from "./help";

export const strategiesCommand: CliCommand = {
  name: "strategies",
  positionals: [],
  summary: "Strategies with their parameters, ranges and defaults",
  options: { json: { value: null, help: "as JSON" } },
  notes: [],
  run: async (input) => {
    if (input.isOn("json")) {
      return JSON.stringify(
        strategyNames.map((name) => ({
          name,
          description: getStrategy(name).description,
          params: getStrategy(name).params,
        })),
        null,
        2,
      );
    }
    return strategyNames.map(describe).join("\n\n");
  },
};

function describe(name: string): string {
  const { description, params } = getStrategy(name);
  const rows = Object.entries(params).map(([param, spec]) => {
    const unit = spec.unit ? ` ${spec.unit}` : "";
    return [`${param}=${spec.default}`, `${spec.min} to ${spec.max}${unit}. ${spec.explanation}`] as const;
  });
  return [`${name}: ${description}`, "", ...columns(rows)].join("\n");
}
