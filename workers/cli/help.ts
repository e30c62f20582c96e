import type { CliCommand } from "./command";

const CALL = "npm run tapedeck --";

export function helpOf({ name, positionals, summary, options, notes }: CliCommand): string {
  const usage = [CALL, name, ...positionals, ...(Object.keys(options).length > 0 ? ["[options]"] : [])].join(" ");
  const all: CliCommand["options"] = { ...options, help: { value: null, help: "this page" } };
  const rows = Object.entries(all).map(
    ([option, { value, help }]) => [`--${option}${value === null ? "" : ` ${value}`}`, help] as const,
  );
  return [summary, "", `  ${usage}`, "", ...columns(rows), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

export function generalHelp(commands: readonly CliCommand[]): string {
  const rows = commands.map(({ name, positionals, summary }) => [[name, ...positionals].join(" "), summary] as const);
  return [
    "Tapedeck on the command line.",
    "",
    `  ${CALL} <command> [options]`,
    "",
    ...columns(rows),
    "",
    `${CALL} <command> --help says more. It ends with 0, with 2 when what was asked cannot be done, with 1 on a defect.`,
  ].join("\n");
}

/** Two aligned columns, indented. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd());
}
