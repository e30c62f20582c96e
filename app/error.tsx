"use client";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";

export default function PageError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  const mark = error.digest === undefined ? "" : ` The server's log has it under ${error.digest}.`;
  return (
    <>
      <h1 className="sr-only">Something went wrong</h1>
      <ErrorState
        title="This page could not be shown"
        reason={`${error.message}${mark}`}
        action={<Button onClick={reset}>Try again</Button>}
      />
    </>
  );
}
