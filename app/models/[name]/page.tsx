import type { Metadata } from "next";
import { Suspense } from "react";
import { nowMicros } from "@/app/_trpc/now";
import { ModelPage } from "@/components/models/model-page";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Model" };

export default async function Page({ params }: PageProps<"/models/[name]">) {
  const { name } = await params;
  return (
    <Suspense fallback={<LoadingRows label="Loading the model" />}>
      <ModelPage key={name} name={decodeURIComponent(name)} now={nowMicros()} />
    </Suspense>
  );
}
