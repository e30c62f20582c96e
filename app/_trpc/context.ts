import { webContainer } from "@/server/container";
import type { TrpcContext } from "@/server/trpc/context";

/** Tapedeck has one person and no accounts; the audit trail still says by which door a change came. */
export function createTrpcContext(): TrpcContext {
  const { services, reportDefect } = webContainer();
  return { services, who: "web", reportDefect };
}
