/** Logs: one JSON object a line, an object of facts and then a sentence. */
import pino from "pino";
import { env } from "./env";

export type Logger = pino.Logger;

const redacted = [
  "password",
  "*.password",
  "DATABASE_URL",
  "*.DATABASE_URL",
  "REDIS_URL",
  "*.REDIS_URL",
  "databaseUrl",
  "*.databaseUrl",
];

/**
 * @param name  of the part that speaks, e.g. "collector"
 * @returns     `log.info({ facts }, "Sentence")`; times are ISO 8601 in UTC
 */
export function createLogger(name: string): Logger {
  return pino({
    name,
    level: env().LOG_LEVEL,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redacted, censor: "***" },
  });
}
