import { respond } from "@/app/api/models/respond";
import { webContainer } from "@/server/container";
import { versionFile } from "@/server/trpc/model-inputs";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

type Context = Readonly<{ params: Promise<Record<string, string>> }>;

/** `model.onnx`, `manifest.json` or `explain.json` of a version, as it was registered. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { services, reportDefect } = webContainer();
  return respond(
    "model download",
    async () => {
      const { model, version, file } = versionFile.parse(await params);
      const bytes = await services.models.file({ model, version }, file);
      return new Response(new Uint8Array(bytes), {
        headers: {
          "content-type": file.endsWith(".json") ? "application/json" : "application/octet-stream",
          "content-disposition": `attachment; filename="${model}-${version}-${file}"`,
          "cache-control": "no-store",
        },
      });
    },
    reportDefect,
  );
}
