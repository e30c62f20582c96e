import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { Figure, PlainTable } from "./rows";
import type { SystemStatus } from "./system-page";

const COUNTS = ["active", "waiting", "delayed", "failed", "completed"] as const;

export function QueuesPanel({ status }: { readonly status: SystemStatus }) {
  return (
    <Panel title="Queues">
      {status.queues.length === 0 ? (
        <EmptyState title="No queue has answered" hint="Queues appear when a worker has started once." />
      ) : (
        <PlainTable
          caption="Jobs by queue and state"
          heads={[["Queue"], ...COUNTS.map((name) => [name, "right"] as const)]}
        >
          {status.queues.map((queue) => (
            <tr key={queue.queue}>
              <td>{queue.queue}</td>
              {COUNTS.map((name) => (
                <Figure key={name}>
                  <span className={name === "failed" && queue.failed > 0 ? "text-danger" : ""}>{queue[name]}</span>
                </Figure>
              ))}
            </tr>
          ))}
        </PlainTable>
      )}
    </Panel>
  );
}
