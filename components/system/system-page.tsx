"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { StaleNote } from "@/components/ui/states";
import { toClock } from "@/components/ui/time-format";
import type { RouterOutputs } from "@/server/trpc/root";
import { AuditPanel } from "./audit-panel";
import { DatabasePanel } from "./database-panel";
import { ErrorsPanel } from "./errors-panel";
import { FeedsPanel } from "./feeds-panel";
import { ProcessesPanel } from "./processes-panel";
import { QueuesPanel } from "./queues-panel";
import { ServicesPanel } from "./services-panel";

export type SystemStatus = RouterOutputs["system"]["status"];

const REFRESH_MILLIS = 2_000;

/** The machine room: who lives, what waits, what went wrong, what was changed. */
export function SystemPage({ initial }: { readonly initial: SystemStatus }) {
  const query = useQuery({
    ...useTRPC().system.status.queryOptions(),
    initialData: initial,
    refetchInterval: REFRESH_MILLIS,
    retry: false,
  });
  const status = query.data;
  return (
    <div className="mx-auto flex max-w-350 flex-col gap-px bg-line pb-px">
      {query.isError ? (
        <StaleNote>
          No answer from the server: this is the state of {toClock(status.at, false)} UTC. The page keeps asking.
        </StaleNote>
      ) : null}
      {status.problems.map((problem) => (
        <StaleNote key={problem}>{problem}</StaleNote>
      ))}
      <ProcessesPanel status={status} />
      <Pair>
        <FeedsPanel status={status} />
        <QueuesPanel status={status} />
      </Pair>
      <ServicesPanel status={status} />
      <Pair>
        <DatabasePanel status={status} />
        <ErrorsPanel status={status} />
      </Pair>
      <AuditPanel status={status} />
    </div>
  );
}

const Pair = ({ children }: { readonly children: ReactNode }) => (
  <div className="grid gap-px lg:grid-cols-2">{children}</div>
);
