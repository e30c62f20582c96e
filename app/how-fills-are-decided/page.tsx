import type { Metadata } from "next";
import { api } from "@/app/_trpc/server";
import { assumptionsOf } from "@/components/assumptions/assumptions";
import { AssumptionsPage } from "@/components/assumptions/assumptions-page";
import { EmptyState } from "@/components/ui/states";

export const metadata: Metadata = { title: "How fills are decided" };
export const dynamic = "force-dynamic";

export default async function Page() {
  const current = await api.desks.current();
  if (current === null) {
    return (
      <EmptyState
        title="There is no desk yet"
        hint="A worker makes the first desk when it starts; look again in a moment."
      />
    );
  }
  return (
    <AssumptionsPage
      deskId={current.desk.id}
      deskName={current.desk.name}
      sections={assumptionsOf(current.desk.settings)}
    />
  );
}
