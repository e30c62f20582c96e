/** Something a caller can act on. Anything else that is thrown is a defect. */
export type AppErrorCode =
  | "invalid"
  | "not_found"
  | "conflict"
  | "limit_exceeded"
  | "unavailable"
  | "refused"
  | "lease_lost";

const brand = Symbol.for("tapedeck.AppError");

export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly [brand] = true;

  constructor(
    code: AppErrorCode,
    message: string,
    options: Readonly<{ facts?: Record<string, unknown>; cause?: unknown }> = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.facts = options.facts ?? {};
  }
}

/**
 * Use this, never `instanceof`: Next bundles each entry point by itself, so one process
 * holds several copies of the class. The symbol is shared; the class is not.
 */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && brand in error;
}
