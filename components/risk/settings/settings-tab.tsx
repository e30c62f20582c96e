"use client";
import { useMemo } from "react";
import type { RiskVersion } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";
import { ChangePanel } from "./change-panel";
import { useForm } from "./form-context";
import { LimitGroups } from "./limit-groups";
import { SectorsGroup } from "./sectors-group";
import { usePresent } from "./settings-draft";
import { SizingGroup } from "./sizing-group";
import { StrategiesGroup } from "./strategies-group";
import type { Present } from "./use-settings-draft";

/** The numbers in force, and the way to change them. */
export function SettingsTab({ first }: { readonly first: readonly RiskVersion[] }) {
  const present = usePresent(first);
  if (present === null) {
    return (
      <EmptyState
        title="No settings yet"
        hint="The desk writes its first version with its first event; that takes a few seconds on the first start."
      />
    );
  }
  return <Form present={present} />;
}

function Form({ present }: { readonly present: Present }) {
  const { changed } = useForm();
  const groups = useMemo(() => <Groups />, []);
  return (
    <div className="relative h-full overflow-y-auto">
      <div className="mx-auto grid max-w-440 gap-3 p-3 lg:grid-cols-[1fr_22rem]">
        <div id={CHANGE} className="scroll-mt-3 lg:order-last">
          <div className="flex flex-col gap-3 lg:sticky lg:top-3 lg:max-h-[calc(100dvh-11rem)] lg:overflow-y-auto">
            <ChangePanel present={present} />
          </div>
        </div>
        {groups}
      </div>
      <Review changes={changed.length} />
    </div>
  );
}

const CHANGE = "your-change";

/** Where the change stands above the form, the way back up to it. */
function Review({ changes }: { readonly changes: number }) {
  if (changes === 0) return null;
  return (
    <div className="sticky bottom-0 border-line border-t bg-surface-1 p-2 lg:hidden">
      <Button tone="accent" className="w-full" onClick={() => document.getElementById(CHANGE)?.scrollIntoView()}>
        {changes === 1 ? "Review your change" : `Review your ${changes} changes`}
      </Button>
    </div>
  );
}

const Groups = () => (
  <div className="gap-3 space-y-3 md:columns-2 2xl:columns-3">
    <LimitGroups />
    <SizingGroup />
    <StrategiesGroup />
    <SectorsGroup />
  </div>
);
