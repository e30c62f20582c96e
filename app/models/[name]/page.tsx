import type { Metadata } from "next";
import { Suspense } from "react";
import { nowMicros } from "@/app/_trpc/now";
import { api } from "@/app/_trpc/server";
import { ModelPage } from "@/components/models/model-page";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Model" };

export default async function Page({ params }: PageProps<"/models/[name]">) {
  const name = decodeURIComponent((await params).name);
  const first = await api.models.get({ model: name }).catch(() => null);
  return (
    <Suspense fallback={<LoadingRows label="Loading the model" />}>
      <ModelPage key={name} name={name} first={first} now={nowMicros()} />
    </Suspense>
  );
}
