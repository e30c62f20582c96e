/** What a market server of ours says about itself: GET /tapedeck/source. */
import { z } from "zod";
import { AppError } from "@/server/domain/errors";
import { fromMillis } from "@/server/domain/micros";
import type { SourceInfo } from "@/server/ports/source-info";

const schema = z.object({
  source: z.enum(["simulated", "recorded"]),
  label: z.string().max(200),
  session: z.union([z.string().max(200), z.number()]).transform(String),
  speed: z.number().positive().max(1_000),
  marketTimeMs: z.number(),
  ended: z.boolean(),
});

const TIMEOUT_MILLIS = 5_000;

/** @throws AppError unavailable when the server does not answer, or answers something else */
export async function fetchSourceInfo(marketUrl: string): Promise<SourceInfo> {
  try {
    const response = await fetch(new URL("/tapedeck/source", marketUrl), {
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { source, label, session, speed, marketTimeMs, ended } = schema.parse(await response.json());
    return { kind: source, label, session, speed, marketAt: fromMillis(marketTimeMs), hasEnded: ended };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("unavailable", `the market server at ${marketUrl} does not say what it is: ${why}`, { cause });
  }
}
