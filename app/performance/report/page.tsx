import type { Metadata } from "next";
import { api } from "@/app/_trpc/server";
import { assumptionsOf } from "@/components/assumptions/assumptions";
import { Report } from "@/components/performance/report";
import { reportRequest } from "@/components/performance/report-params";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { isAppError } from "@/server/domain/errors";

export const metadata: Metadata = { title: "Performance report" };
export const dynamic = "force-dynamic";

export default async function Page({ searchParams }: PageProps<"/performance/report">) {
  const query = await searchParams;
  const request = reportRequest(query);
  if (request === null)
    return <ErrorState title="This address names no window" reason="Open the report from the Performance page." />;
  const wanted = typeof query["deskId"] === "string" ? query["deskId"] : (await api.desks.current())?.desk.id;
  if (wanted === undefined)
    return <EmptyState title="No desk yet" hint="It is made as soon as the market can be reached." />;
  const found = await load(wanted, request).catch(toReason);
  if ("reason" in found) return <ErrorState title="There is no report of this window" reason={found.reason} />;
  return <Report {...found} />;
}

async function load(deskId: string, window: NonNullable<ReturnType<typeof reportRequest>>) {
  const input = { deskId, window };
  const [desk, view, risk, result, attribution] = await Promise.all([
    api.desks.get({ deskId }),
    api.desks.view({ deskId }),
    api.desks.riskSettings({ deskId, limit: 1 }),
    api.performance.window(input),
    api.performance.attribution(input),
  ]);
  if (result === null) return { reason: "The desk has no equity yet." };
  return {
    desk,
    window: result,
    attribution,
    runId: view.runId,
    riskVersion: risk.rows[0]?.version ?? null,
    assumptions: assumptionsOf(desk.settings)
      .flatMap(({ items }) => items)
      .filter(({ value }) => value !== null),
  };
}

/** What a person can mend is said; a defect goes on to the error page. */
function toReason(error: unknown): { reason: string } {
  const cause = error instanceof Error ? error.cause : null;
  const known = [error, cause].find(isAppError);
  if (!known) throw error;
  return { reason: known.message };
}
