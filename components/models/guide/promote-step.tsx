"use client";
import { VersionActions, WayOut } from "@/components/models/version/version-actions";
import type { ModelView } from "@/components/models/views";
import { newestOf } from "./steps";

export function PromoteStep({ view }: { readonly view: ModelView | null }) {
  const newest = newestOf(view?.versions ?? []);
  if (view === null || newest === null) return null;
  if (newest.state === "champion")
    return (
      <p className="text-muted text-sm">
        To trade on it, switch the strategy model-signal on at the desk. A roll-back brings the version before it back.
      </p>
    );
  const hasFailed = newest.gatesNow.some(({ passed }) => !passed);
  return (
    <>
      <VersionActions
        summary={newest}
        championVersion={view.model.championVersion}
        wasChampion={false}
        kinds={["promote"]}
      />
      {hasFailed ? <WayOut model={view.model.name} /> : null}
    </>
  );
}
