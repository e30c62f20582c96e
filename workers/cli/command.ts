/** What a command of the command line is, and how its options are read. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { AppError } from "@/server/domain/errors";

export type CliOption = Readonly<{
  /** Shown in the help as `--name <value>`; null for a switch. */
  value: string | null;
  help: string;
  isRepeatable?: boolean;
}>;

export type CliInput = Readonly<{
  positionals: readonly string[];
  /** Last value of an option, or null. */
  text: (name: string) => string | null;
  all: (name: string) => readonly string[];
  isOn: (name: string) => boolean;
}>;

export type CliCommand = Readonly<{
  name: string;
  /** Positional arguments as written in the help, e.g. "<recording>"; all are needed but one in brackets, the last may be many ("<files…>"). */
  positionals: readonly string[];
  summary: string;
  options: Readonly<Record<string, CliOption>>;
  /** More for its help page; may be empty. */
  notes: readonly string[];
  /** @returns what goes to standard output; `hasFault` ends it with code 1, for what was asked and is not so */
  run: (input: CliInput, tools: CliTools) => Promise<string | CliVerdict>;
}>;

export type CliVerdict = Readonly<{ out: string; hasFault: boolean }>;

export type CliTools = Readonly<{
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** A line for people, to standard error: standard output may be piped into another program. */
  say: (line: string) => void;
}>;

/** @throws AppError invalid that names the command, the option and what is allowed */
export function parseInput(command: CliCommand, args: readonly string[]): CliInput {
  const options: ParseArgsConfig["options"] = {};
  for (const [name, { value }] of Object.entries(command.options)) {
    options[name] = { type: value === null ? "boolean" : "string", multiple: true };
  }
  const { values, positionals } = parseOrExplain(command, { args: [...args], options, allowPositionals: true });
  const missing = command.positionals[positionals.length];
  if (missing?.startsWith("<")) throw new AppError("invalid", `${command.name} needs ${missing}; ${hint(command)}`);
  const takesMore = command.positionals.at(-1)?.endsWith("…>") ?? false;
  const extra = takesMore ? undefined : positionals[command.positionals.length];
  if (extra !== undefined) {
    throw new AppError(
      "invalid",
      `${command.name} takes ${command.positionals.length} arguments, also was given ${extra}`,
    );
  }
  const all = (name: string) => (values[name] ?? []) as readonly string[];
  for (const [name, option] of Object.entries(command.options)) {
    if (option.value === null || option.isRepeatable || all(name).length < 2) continue;
    throw new AppError("invalid", `--${name} may be given once, was given ${all(name).length} times`);
  }
  return { positionals, all, text: (name) => all(name).at(-1) ?? null, isOn: (name) => values[name] !== undefined };
}

type Parsed = Readonly<{ values: Readonly<Record<string, unknown>>; positionals: readonly string[] }>;

function parseOrExplain(command: CliCommand, config: ParseArgsConfig): Parsed {
  try {
    return parseArgs(config);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("invalid", `${explained(command, words)}; ${hint(command)}`, { cause });
  }
}

/** Node's words, made into ours. */
function explained({ name }: CliCommand, words: string): string {
  const unknown = /Unknown option '([^']+)'/.exec(words)?.[1];
  if (unknown) return `${name} has no option ${unknown}`;
  const option = /[Oo]ption '(--[^' ]+)/.exec(words)?.[1] ?? "an option";
  if (words.includes("ambiguous"))
    return `${option} needs a value; one that begins with a dash is written ${option}=-…`;
  if (words.includes("does not take an argument")) return `${option} takes no value`;
  return words.includes("argument missing") ? `${option} needs a value` : words;
}

const hint = ({ name }: CliCommand): string => `see npm run tapedeck -- ${name} --help`;

/** A whole number option. @throws AppError invalid that names the rule and the value */
export function wholeNumber(input: CliInput, name: string, range: Readonly<{ default: number; min: number }>): number {
  const text = input.text(name);
  if (text === null) return range.default;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= range.min) return value;
  throw new AppError(
    "invalid",
    `--${name} must be a whole number of at least ${range.min}, was ${JSON.stringify(text)}`,
  );
}
