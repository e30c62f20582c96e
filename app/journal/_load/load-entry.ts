import { TRPCError } from "@trpc/server";
import { api } from "@/app/_trpc/server";
import type { JournalDesk } from "@/components/journal/desk-of";

type Loaded<T> = Readonly<{ desk: JournalDesk; why: T }> | Readonly<{ reason: string }>;

/** The entry of the desk that the address names, else of the present one. A known refusal comes back in words. */
export async function loadEntry<T>(
  wanted: string | string[] | undefined,
  load: (deskId: string) => Promise<T>,
): Promise<Loaded<T>> {
  try {
    const deskId = typeof wanted === "string" ? wanted : (await api.desks.current())?.desk.id;
    if (deskId === undefined) return { reason: "There is no desk yet." };
    const [desk, why] = await Promise.all([api.desks.get({ deskId }), load(deskId)]);
    return { desk, why };
  } catch (error) {
    if (error instanceof TRPCError && error.code !== "INTERNAL_SERVER_ERROR") return { reason: error.message };
    throw error;
  }
}
