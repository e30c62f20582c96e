"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/frame/trpc";
import { Button } from "@/components/ui/button";

/** Ends a run; what is there stays as it is. */
export function CancelButton({ runId }: { readonly runId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const cancel = useMutation(
    trpc.models.cancel.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.models.pathKey() }),
    }),
  );
  return (
    <>
      {cancel.error === null ? null : (
        <span role="alert" className="text-danger text-xs">
          {cancel.error.message}
        </span>
      )}
      <Button
        tone="danger"
        busy={cancel.isPending}
        disabled={cancel.isSuccess}
        title="The run stops; champion, shadows and settings stay as they are"
        onClick={() => cancel.mutate({ runId })}
      >
        {cancel.isSuccess ? "Cancelling" : "Cancel the run"}
      </Button>
    </>
  );
}
