import { queryRecord, respondWithCsv } from "@/app/api/export/respond";
import { webContainer } from "@/server/container";
import { tripExportQuery } from "@/server/trpc/export-inputs";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export async function GET(request: Request): Promise<Response> {
  const { services, reportDefect } = webContainer();
  return respondWithCsv(
    "trips",
    async () => services.journal.exportTrips(tripExportQuery.parse(queryRecord(request.url))),
    reportDefect,
  );
}
