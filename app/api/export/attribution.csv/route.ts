import { queryRecord, respondWithCsv } from "@/app/api/export/respond";
import { webContainer } from "@/server/container";
import { attributionExportQuery } from "@/server/trpc/performance-inputs";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export async function GET(request: Request): Promise<Response> {
  const { services, reportDefect } = webContainer();
  return respondWithCsv(
    "attribution",
    async () => services.performance.exportAttribution(attributionExportQuery.parse(queryRecord(request.url))),
    reportDefect,
  );
}
