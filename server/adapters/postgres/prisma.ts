/** The generated client on our own pool. Loaded on first use: a thread that only commits does without its 30 MB. */
import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import type { PrismaClient } from "./generated/client";
import { translated } from "./pool";

export type Rows = Readonly<{
  /** Runs `work` with the client; a database that is away becomes AppError "unavailable". */
  with: <T>(work: (client: PrismaClient) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}>;

export function openRows(pool: pg.Pool): Rows {
  let client: Promise<PrismaClient> | undefined;
  const load = async (): Promise<PrismaClient> => {
    const generated = await import("./generated/client");
    return new generated.PrismaClient({ adapter: new PrismaPg(pool) });
  };
  return {
    async with(work) {
      client ??= load();
      try {
        return await work(await client);
      } catch (error) {
        throw translated(error);
      }
    },
    async close() {
      if (client) await (await client).$disconnect();
    },
  };
}
