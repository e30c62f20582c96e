import type { Metadata } from "next";
import { Suspense } from "react";
import { api } from "@/app/_trpc/server";
import { FeaturesPage } from "@/components/features/features-page";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Features" };
export const dynamic = "force-dynamic";

export default async function Page() {
  const catalog = await api.features.catalog();
  return (
    <Suspense fallback={<LoadingRows label="Loading the features" />}>
      <FeaturesPage catalog={catalog} />
    </Suspense>
  );
}
