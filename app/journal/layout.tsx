import type { Metadata } from "next";
import { type ReactNode, Suspense } from "react";
import { JournalShell } from "@/components/journal/journal-shell";
import { LoadingRows } from "@/components/ui/states";

export const metadata: Metadata = { title: "Journal" };

export default function JournalLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense fallback={<LoadingRows label="Loading the journal" />}>
      <h1 className="sr-only">Journal</h1>
      <JournalShell>{children}</JournalShell>
    </Suspense>
  );
}
