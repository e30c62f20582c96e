import { queryRecord, respondWithCsv } from "@/app/api/export/respond";
import { webContainer } from "@/server/container";
import { performanceExportQuery } from "@/server/trpc/performance-inputs";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export async function GET(request: Request): Promise<Response> {
  const { services, reportDefect } = webContainer();
  return respondWithCsv(
    "metrics",
    async () => services.performance.exportMetrics(performanceExportQuery.parse(queryRecord(request.url))),
    reportDefect,
  );
}
