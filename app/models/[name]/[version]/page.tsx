import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { nowMicros } from "@/app/_trpc/now";
import { api } from "@/app/_trpc/server";
import { VersionPage } from "@/components/models/version/version-page";

export const metadata: Metadata = { title: "Model version" };

export default async function Page({ params }: PageProps<"/models/[name]/[version]">) {
  const { name, version } = await params;
  const number = Number(version);
  if (!Number.isSafeInteger(number) || number < 1) notFound();
  const model = decodeURIComponent(name);
  const first = await api.models.version({ model, version: number }).catch(() => null);
  return <VersionPage key={version} model={model} version={number} first={first} now={nowMicros()} />;
}
