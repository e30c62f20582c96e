import { webContainer } from "@/server/container";
import type { TrpcContext } from "@/server/trpc/context";

/** Tapedeck has one person and no accounts; the audit trail still says by which door a change came. */
export async function createTrpcContext(): Promise<TrpcContext> {
  const { services, reportDefect } = await webContainer();
  return { services, who: "web", reportDefect };
}
