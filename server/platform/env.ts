/**
 * The one place that reads the environment, and parses it once.
 *
 * `env()` parses on first use and not on import: Next evaluates modules while it builds,
 * when there is no database yet.
 */
import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),

  /** Absent for commands that need none; the others ask `databaseUrl()`. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  /** Queue and bus run on Redis when it is set, else on PostgreSQL. */
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "must begin with redis:// or rediss://")
    .optional(),

  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: port.default(3000),
  TAPEDECK_WEB_URL: z.url().default("http://127.0.0.1:3000"),
  /** More names the web answers to, besides loopback: `desk.example.org, 10.0.0.5:3000`. */
  TAPEDECK_ALLOWED_HOSTS: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((host) => host !== "")),

  /** What the launcher resolved: never "auto" here. */
  TAPEDECK_SOURCE: z.enum(["live", "simulated", "recorded"]).default("simulated"),
  /** Why this source, in words for people. */
  TAPEDECK_SOURCE_REASON: z.string().max(500).default(""),
  TAPEDECK_MARKET_PORT: port.optional(),
  TAPEDECK_MARKET_URL: z.url().optional(),
  TAPEDECK_RECORDING: z.string().min(1).optional(),
  /** How many recorded seconds pass in one. */
  TAPEDECK_SPEED: z.coerce.number().min(1).max(100).default(1),
  TAPEDECK_SEED: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),

  /** Where tapes are kept; the launcher keeps database and logs there too. */
  TAPEDECK_DATA_DIR: z.string().min(1).default(".data"),
  /** Where the files of model versions are kept; `models`, or within a data folder that was given. */
  TAPEDECK_MODELS_DIR: z.string().min(1).optional(),
  /** A login for training alone, where DATABASE_URL's user may not make roles. */
  TAPEDECK_TRAINER_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgresql://")
    .optional(),
  /** Whether desks record their runs. */
  TAPEDECK_TAPES: z.enum(["on", "off"]).default("on"),

  /** After so long without a sign of its worker, ms, a job (the collector, a desk) runs in another one. */
  TAPEDECK_LEASE_MILLIS: z.coerce.number().int().min(500).max(600_000).default(8_000),

  /** Process id of the launcher that started us; absent when we were started by hand. */
  LAUNCHER_PID: z.coerce.number().int().positive().optional(),
});

/** For the test that holds docs/running.md to them. */
export const variableNames: readonly string[] = Object.keys(schema.shape);

export type Env = Readonly<z.infer<typeof schema>>;

/** Every variable that does not fit, with its rule and what it was; its message is for people, so it carries no stack. */
export class EnvError extends Error {
  override readonly name = "EnvError";

  constructor(message: string) {
    super(message);
    this.stack = `EnvError: ${message}`;
  }
}

/** EX_CONFIG of sysexits.h: the launcher does not start a program again that ends with it. */
const configurationExitCode = 78;

/** An address may carry a password: show where it points and nothing else. */
const masked = (value: string): string => value.replace(/:\/\/[^@/]*@/, "://***@");

/** Set but empty is how shells and compose files say "not set". */
const isSet = ([, value]: [string, string | undefined]): boolean => value !== undefined && value !== "";

/**
 * @param variables  e.g. `process.env`; unknown ones are ignored
 * @throws EnvError naming each bad variable, its rule and its value
 */
export function parseEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(isSet));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = given[name];
    return `  ${name}: ${issue.message}, was ${value === undefined ? "not set" : JSON.stringify(masked(value))}`;
  });
  throw new EnvError(`The environment does not fit:\n${lines.join("\n")}`);
}

let parsed: Env | undefined;

const markConfiguration = (code: number): void => {
  if (code === 1) process.exitCode = configurationExitCode;
};

/**
 * The environment of this process.
 *
 * @throws EnvError on first use; a process that dies of it ends with code 78
 */
export function env(): Env {
  try {
    parsed ??= parseEnv(process.env);
    return parsed;
  } catch (error) {
    process.removeListener("exit", markConfiguration).once("exit", markConfiguration);
    throw error;
  }
}

const BARE = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "NODE_ENV", "SystemRoot", "TEMP"];

/** For a child that is to know of no address and no setting of ours: what Node and its libraries need. */
export const bareEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => BARE.includes(name))) as NodeJS.ProcessEnv;

/** @throws EnvError when there is no database */
export function databaseUrl(): string {
  const url = env().DATABASE_URL;
  if (url === undefined) {
    throw new EnvError("This needs a database: start Tapedeck (npm start), or set DATABASE_URL=postgresql://…");
  }
  return url;
}
