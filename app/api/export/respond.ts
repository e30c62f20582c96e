import { z } from "zod";
import { isAppError } from "@/server/domain/errors";

/** Query parameters as a plain record; several of one name (states) become a list. */
export function queryRecord(url: string): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of new URL(url).searchParams) {
    if (value === "") continue;
    const before = record[name];
    record[name] = before === undefined ? value : [before, value].flat();
  }
  return record;
}

/** Streams CSV as a download; a bad query or an unknown desk is a sentence and a status, not a file. */
export async function respondWithCsv(
  name: string,
  pieces: () => Promise<AsyncIterable<string>>,
  reportDefect: (error: unknown, where: string) => void,
): Promise<Response> {
  try {
    const iterator = (await pieces())[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const piece = await iterator.next();
        if (piece.done) controller.close();
        else controller.enqueue(encoder.encode(piece.value));
      },
      cancel: async () => void (await iterator.return?.()),
    });
    return new Response(body, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof z.ZodError) return new Response(`${z.prettifyError(error)}\n`, { status: 400 });
    if (isAppError(error))
      return new Response(`${error.message}\n`, { status: error.code === "not_found" ? 404 : 400 });
    reportDefect(error, `export ${name}`);
    return new Response("Internal error\n", { status: 500 });
  }
}
