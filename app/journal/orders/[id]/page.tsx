import { api } from "@/app/_trpc/server";
import { loadEntry } from "@/app/journal/_load/load-entry";
import { OrderEntry, UnreadableEntry } from "@/components/journal/entry";

export default async function OrderPage({ params, searchParams }: PageProps<"/journal/orders/[id]">) {
  const [{ id }, { desk }] = await Promise.all([params, searchParams]);
  const entry = await loadEntry(desk, (deskId) => api.journal.order({ deskId, id: decodeURIComponent(id) }));
  return "reason" in entry ? (
    <UnreadableEntry what={decodeURIComponent(id)} reason={entry.reason} />
  ) : (
    <OrderEntry key={id} desk={entry.desk} initial={entry.why} />
  );
}
