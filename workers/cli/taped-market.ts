/** A tape's folder as a market to replay. */
import path from "node:path";
import { readTape } from "@/server/adapters/tape/tape-reader";
import { marketBlocks } from "@/server/services/tapes/market-blocks";
import type { RecordedMarket } from "./recorded-blocks";

/** @throws AppError not_found when no tape lies there */
export async function openTapedMarket(folder: string): Promise<RecordedMarket> {
  const { header, losses } = await readTape(folder, path.resolve(folder));
  const notes = [...losses];
  return {
    name: [header.facts["desk"], header.facts["epoch"]].filter(Boolean).join("/") || path.basename(folder),
    instruments: header.instruments,
    notes,
    async *blocks() {
      const reading = await readTape(folder, path.resolve(folder));
      yield* marketBlocks(reading);
      for (const loss of reading.losses) if (!notes.includes(loss)) notes.push(loss);
    },
  };
}
