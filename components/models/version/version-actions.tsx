"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/components/frame/trpc";
import type { VersionSummary } from "@/components/models/views";
import { modelHref } from "@/components/models/words";
import { Button } from "@/components/ui/button";
import { ActionDialog } from "./action-dialog";
import { actionsOf, type VersionAction, type VersionActionKind } from "./actions";

type ActionsProps = {
  readonly summary: Pick<VersionSummary, "model" | "version" | "state" | "gatesNow">;
  readonly championVersion: number | null;
  readonly wasChampion: boolean;
  /** Only these; all that its state allows when absent. */
  readonly kinds?: readonly VersionActionKind[];
};

/** The moves that its state allows, each behind a dialog that says what follows and asks why. */
export function VersionActions({ summary, championVersion, wasChampion, kinds }: ActionsProps) {
  const [open, setOpen] = useState<VersionAction | null>(null);
  const move = useMove(summary);
  const actions = actionsOf({ version: summary, championVersion, wasChampion }).filter(
    ({ kind }) => kinds === undefined || kinds.includes(kind),
  );
  return (
    <>
      {actions.map((action) => (
        <Button key={action.kind} tone={action.tone} data-action={action.kind} onClick={() => setOpen(action)}>
          {action.label}
        </Button>
      ))}
      {open === null ? null : (
        <ActionDialog
          action={open}
          wayOut={<WayOut model={summary.model} />}
          onClose={() => setOpen(null)}
          onConfirm={(why) => move(open.kind, why)}
        />
      )}
    </>
  );
}

/** What one can do when gates stand in the way, and what not: nobody can promote past them. */
export const WayOut = ({ model }: { readonly model: string }) => (
  <p className="mt-2 text-sm">
    It goes on in shadow, and its live scores count. Train again with{" "}
    <Link href={`${modelHref(model)}?tab=recipe`} className="text-accent underline underline-offset-4">
      another recipe
    </Link>{" "}
    or more history; the{" "}
    <Link href={`${modelHref(model)}?tab=gates`} className="text-accent underline underline-offset-4">
      gates
    </Link>{" "}
    are yours to set, and the log keeps who set them and why. Nobody can promote past a gate that fails.
  </p>
);

function useMove({ model, version }: ActionsProps["summary"]) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const promote = useMutation(trpc.models.promote.mutationOptions());
  const rollBack = useMutation(trpc.models.rollBack.mutationOptions());
  const retire = useMutation(trpc.models.retire.mutationOptions());
  const shadow = useMutation(trpc.models.shadow.mutationOptions());
  const by = { promote, rollBack, retire, shadow } as const;
  return async (kind: VersionActionKind, why: string): Promise<void> => {
    await by[kind].mutateAsync({ model, version, why });
    await queries.invalidateQueries({ queryKey: trpc.models.pathKey() });
  };
}
