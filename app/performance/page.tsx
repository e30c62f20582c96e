import type { Metadata } from "next";
import { Suspense } from "react";
import { PerformancePage } from "@/components/performance/performance-page";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Performance" };

export default function Page() {
  return (
    <Suspense fallback={<LoadingRows label="Loading the performance" />}>
      <h1 className="sr-only">Performance</h1>
      <PerformancePage />
    </Suspense>
  );
}
