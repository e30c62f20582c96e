import type { Metadata } from "next";
import { api } from "@/app/_trpc/server";
import { RiskPage, type RiskStart } from "@/components/risk/risk-page";

export const metadata: Metadata = { title: "Risk" };
export const dynamic = "force-dynamic";

export default async function Page() {
  return <RiskPage start={await loadStart()} />;
}

async function loadStart(): Promise<RiskStart> {
  const current = await api.desks.current();
  if (current === null) return { view: null, versions: [] };
  const deskId = current.desk.id;
  const [view, versions] = await Promise.all([api.desks.risk({ deskId }), api.desks.riskSettings({ deskId })]);
  return { view, versions: versions.rows };
}
