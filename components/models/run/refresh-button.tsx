"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/frame/trpc";
import { runHref } from "@/components/models/words";
import { Button } from "@/components/ui/button";

type RefreshProps = { readonly model: string; readonly isRunning: boolean; readonly label?: string };

/** Asks for a run and goes to it; a refusal is said beside the button. */
export function RefreshButton({ model, isRunning, label = "Refresh now" }: RefreshProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const refresh = useMutation(
    trpc.models.refresh.mutationOptions({
      onSuccess: (run) => {
        void queries.invalidateQueries({ queryKey: trpc.models.pathKey() });
        router.push(runHref(model, run.id));
      },
    }),
  );
  return (
    <>
      {refresh.error === null ? null : (
        <span role="alert" className="text-danger text-xs">
          {refresh.error.message}
        </span>
      )}
      <Button
        tone="accent"
        busy={refresh.isPending}
        disabled={isRunning}
        title={isRunning ? "A run of this model is queued or under way" : "Trains a new version on the newest data"}
        onClick={() => refresh.mutate({ model })}
      >
        {label}
      </Button>
    </>
  );
}
