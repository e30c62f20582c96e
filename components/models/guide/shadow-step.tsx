"use client";
import Link from "next/link";
import { VersionActions } from "@/components/models/version/version-actions";
import type { ModelView } from "@/components/models/views";
import { versionHref } from "@/components/models/words";
import { newestOf } from "./steps";

export function ShadowStep({ view }: { readonly view: ModelView | null }) {
  const newest = newestOf(view?.versions ?? []);
  if (view === null || newest === null) return null;
  const { live } = newest;
  return (
    <>
      {newest.state === "candidate" ? (
        <VersionActions
          summary={newest}
          championVersion={view.model.championVersion}
          wasChampion={false}
          kinds={["shadow"]}
        />
      ) : (
        <p className="text-muted text-sm" data-testid="guide-live">
          {live.asked === 0
            ? "It is asked at the end of the next bar."
            : `It was asked ${live.asked} times; ${live.scored} outcomes are known.`}
        </p>
      )}
      <Link
        href={versionHref(view.model.name, newest.version)}
        className="text-accent text-sm underline-offset-4 hover:underline"
      >
        {`All of version ${newest.version}`}
      </Link>
    </>
  );
}
