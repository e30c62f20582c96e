import type { TapeFile } from "@/server/ports/tape";
import type { TapeIndex } from "@/server/ports/tape-index";

export function createMemoryTapeIndex(): TapeIndex {
  const files = new Map<string, TapeFile>();
  return {
    async addFiles(added) {
      for (const file of added) files.set(`${file.tape} ${file.file}`, file);
    },
    listFiles: async (under) =>
      [...files.values()]
        .filter(({ tape }) => tape === under || tape.startsWith(`${under}/`))
        .toSorted((a, b) => a.from - b.from || (a.tape < b.tape ? -1 : 1)),
    async removeTapes(tapes) {
      for (const [key, { tape }] of files) if (tapes.includes(tape)) files.delete(key);
    },
  };
}
