/** The two files of an upload, told apart by their names, and what the server says of them. */
export type UploadFiles = Readonly<{ onnx: File | null; manifest: File | null }>;

/** The server takes no larger ones. */
const ONNX_BYTES_MAX = 200e6;
const MANIFEST_BYTES_MAX = 5e6;

export function pickFiles(before: UploadFiles, files: readonly File[]) {
  const problems: string[] = [];
  let { onnx, manifest } = before;
  for (const file of files) {
    const isOnnx = file.name.toLowerCase().endsWith(".onnx");
    if (!isOnnx && !file.name.toLowerCase().endsWith(".json")) {
      problems.push(`${file.name} is neither an .onnx nor a .json file`);
      continue;
    }
    const max = isOnnx ? ONNX_BYTES_MAX : MANIFEST_BYTES_MAX;
    if (file.size > max) problems.push(`${file.name} has ${file.size} bytes, at most ${max} are taken`);
    else if (isOnnx) onnx = file;
    else manifest = file;
  }
  return { files: { onnx, manifest }, problems };
}

type Answer = Readonly<{ version: number | null; problems: readonly string[] }>;

/** The route answers with the version's number, or with why not. */
export async function readAnswer(response: Response): Promise<Answer> {
  const body: unknown = await response.json().catch(() => null);
  const field = (name: string): unknown =>
    typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  const version = field("version");
  if (response.ok && typeof version === "number") return { version, problems: [] };
  const error = field("error") ?? field("message");
  return {
    version: null,
    problems: [typeof error === "string" ? error : `The server refused it (${response.status})`],
  };
}
