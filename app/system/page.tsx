import type { Metadata } from "next";
import { api } from "@/app/_trpc/server";
import { SystemPage } from "@/components/system/system-page";

export const metadata: Metadata = { title: "System" };
export const dynamic = "force-dynamic";

export default async function Page() {
  return (
    <>
      <h1 className="sr-only">System</h1>
      <SystemPage initial={await api.system.status()} />
    </>
  );
}
