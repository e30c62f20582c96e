import { api } from "@/app/_trpc/server";
import { loadEntry } from "@/app/journal/_load/load-entry";
import { TripEntry, UnreadableEntry } from "@/components/journal/entry";

export default async function TripPage({ params, searchParams }: PageProps<"/journal/trips/[id]">) {
  const [{ id }, { desk }] = await Promise.all([params, searchParams]);
  const entry = await loadEntry(desk, (deskId) => api.journal.trip({ deskId, id: decodeURIComponent(id) }));
  return "reason" in entry ? (
    <UnreadableEntry what={decodeURIComponent(id)} reason={entry.reason} />
  ) : (
    <TripEntry key={id} desk={entry.desk} initial={entry.why} />
  );
}
