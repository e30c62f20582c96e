import type { Metadata } from "next";
import { Suspense } from "react";
import { ComparePage } from "@/components/models/compare/compare-page";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Compare versions" };

export default async function Page({ params }: PageProps<"/models/[name]/compare">) {
  const { name } = await params;
  return (
    <Suspense fallback={<LoadingRows label="Loading the versions" />}>
      <ComparePage model={decodeURIComponent(name)} />
    </Suspense>
  );
}
