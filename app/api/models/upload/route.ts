import { assertOwnPage, respond } from "@/app/api/models/respond";
import { webContainer } from "@/server/container";
import { AppError } from "@/server/domain/errors";
import { UPLOAD_BODY_BYTES_MAX, uploadForm } from "@/server/trpc/model-inputs";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

/** A form of `model`, `onnx` (file), `manifest` (file or text) and `why`; the answer is the new version. */
export async function POST(request: Request): Promise<Response> {
  const { services, reportDefect } = webContainer();
  return respond(
    "model upload",
    async () => {
      assertOwnPage(request);
      const length = Number(request.headers.get("content-length"));
      if (!(length > 0 && length <= UPLOAD_BODY_BYTES_MAX)) {
        throw new AppError(
          "invalid",
          `An upload has 1 to ${UPLOAD_BODY_BYTES_MAX} bytes and says how many, was ${length}`,
        );
      }
      const form = await request.formData().catch((cause: unknown) => {
        throw new AppError("invalid", `This is no form: ${String(cause)}`, { cause });
      });
      const { model, why, manifest, onnx } = uploadForm.parse(Object.fromEntries(form));
      const upload = {
        model,
        why,
        manifest: typeof manifest === "string" ? manifest : await manifest.text(),
        onnx: new Uint8Array(await onnx.arrayBuffer()),
      };
      const { version, state, gates } = await services.models.upload(upload, "web");
      return Response.json({ model, version, state, gates }, { status: 201 });
    },
    reportDefect,
  );
}
