import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";

/**
 * Lines of a plain or gzipped text file, in constant memory. What was readable before a damaged end is given out.
 *
 * @throws Error of the file system or of zlib where the file cannot be read on
 */
export async function* textLines(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  let text: AsyncIterable<unknown> = bytes;
  if (await isGzip(file)) {
    const gunzip = createGunzip();
    // An error of either end reaches the loop below through the last stream of the pipeline.
    pipeline(bytes, gunzip, () => {});
    text = gunzip;
  }
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of text) {
    const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
