import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { nowMicros } from "@/app/_trpc/now";
import { VersionPage } from "@/components/models/version/version-page";

export const metadata: Metadata = { title: "Model version" };

export default async function Page({ params }: PageProps<"/models/[name]/[version]">) {
  const { name, version } = await params;
  const number = Number(version);
  if (!Number.isSafeInteger(number) || number < 1) notFound();
  return <VersionPage key={version} model={decodeURIComponent(name)} version={number} now={nowMicros()} />;
}
