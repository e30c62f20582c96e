import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { AppErrorCode } from "@/server/domain/errors";
import { isAppError } from "@/server/domain/errors";

type TrpcCode = TRPCError["code"];

const CODES: Readonly<Record<AppErrorCode, TrpcCode>> = {
  invalid: "BAD_REQUEST",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  limit_exceeded: "UNPROCESSABLE_CONTENT",
  unavailable: "SERVICE_UNAVAILABLE",
  refused: "PRECONDITION_FAILED",
  lease_lost: "CONFLICT",
};

/**
 * What the caller may see of an error that left a procedure: an AppError keeps its sentence, bad
 * input is told field by field, anything else is a defect and is hidden (`isDefect`).
 */
export function toPublicError(error: TRPCError): Readonly<{ shown: TRPCError; isDefect: boolean }> {
  const { cause } = error;
  if (isAppError(cause)) {
    return { shown: new TRPCError({ code: CODES[cause.code], message: cause.message, cause }), isDefect: false };
  }
  if (cause instanceof z.ZodError) {
    return { shown: new TRPCError({ code: "BAD_REQUEST", message: z.prettifyError(cause), cause }), isDefect: false };
  }
  if (error.code !== "INTERNAL_SERVER_ERROR") return { shown: error, isDefect: false };
  return { shown: new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Internal error" }), isDefect: true };
}
