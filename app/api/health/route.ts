/** Says that the web answers, and whose it is: the launcher waits for its own and not for a stranger on the port. */
import { env } from "@/server/platform/env";

export const dynamic = "force-dynamic";

export function GET(): Response {
  return Response.json({ status: "ok", launcher: env().LAUNCHER_PID ?? null });
}
