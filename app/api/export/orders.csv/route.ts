import { queryRecord, respondWithCsv } from "@/app/api/export/respond";
import { webContainer } from "@/server/container";
import { orderExportQuery } from "@/server/trpc/export-inputs";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

export async function GET(request: Request): Promise<Response> {
  const { services, reportDefect } = webContainer();
  return respondWithCsv(
    "orders",
    async () => services.journal.exportOrders(orderExportQuery.parse(queryRecord(request.url))),
    reportDefect,
  );
}
