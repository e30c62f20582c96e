import { z } from "zod";
import { AppError, type AppErrorCode, isAppError } from "@/server/domain/errors";

const STATUS: Partial<Record<AppErrorCode, number>> = { not_found: 404, conflict: 409, refused: 422, unavailable: 503 };

/**
 * A form of another site's page is sent without asking first, unlike what tRPC is called with.
 *
 * @throws AppError refused
 */
export function assertOwnPage(request: Request): void {
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    throw new AppError(
      "refused",
      "Files are taken from this desk's own pages, or from a program, not from another site",
    );
  }
}

/** What came of it, or a sentence with a status; a defect is hidden and kept. */
export async function respond(
  where: string,
  work: () => Promise<Response>,
  reportDefect: (error: unknown, where: string) => void,
): Promise<Response> {
  const sentence = (text: string, status: number): Response => new Response(`${text}\n`, { status });
  try {
    return await work();
  } catch (error) {
    if (error instanceof z.ZodError) return sentence(z.prettifyError(error), 400);
    if (isAppError(error)) return sentence(error.message, STATUS[error.code] ?? 400);
    reportDefect(error, where);
    return sentence("Internal error", 500);
  }
}
