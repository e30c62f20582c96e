import type { Metadata } from "next";
import { Suspense } from "react";
import { nowMicros } from "@/app/_trpc/now";
import { api } from "@/app/_trpc/server";
import { ModelsPage } from "@/components/models/list/models-page";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Models" };
export const dynamic = "force-dynamic";

export default async function Page() {
  const first = await api.models.list().catch(() => null);
  return (
    <Suspense fallback={<LoadingRows label="Loading the models" />}>
      <ModelsPage first={first} now={nowMicros()} />
    </Suspense>
  );
}
