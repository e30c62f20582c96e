/** The two files of an upload, told apart by their names, and what the server says of them. */
export type UploadFiles = Readonly<{ onnx: File | null; manifest: File | null }>;

/** The server takes no larger ones. */
const ONNX_BYTES_MAX = 64 * 1024 * 1024;
const MANIFEST_BYTES_MAX = 2 * 1024 * 1024;

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

/** The route answers with the version, or in words with why not. */
export async function readAnswer(response: Response): Promise<Answer> {
  if (!response.ok) {
    const text = (await response.text()).trim();
    return { version: null, problems: [text === "" ? `The server refused it (${response.status})` : text] };
  }
  const { version } = (await response.json()) as { version: number };
  return { version, problems: [] };
}
