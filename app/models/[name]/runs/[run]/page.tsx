import type { Metadata } from "next";
import { nowMicros } from "@/app/_trpc/now";
import { RunPage } from "@/components/models/run/run-page";

export const metadata: Metadata = { title: "Training run" };

export default async function Page({ params }: PageProps<"/models/[name]/runs/[run]">) {
  const { name, run } = await params;
  return <RunPage key={run} model={decodeURIComponent(name)} runId={decodeURIComponent(run)} now={nowMicros()} />;
}
