import { ShieldCheck } from "lucide-react";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { TimeText } from "@/components/ui/time-text";
import type { SystemStatus } from "./system-page";

export function ErrorsPanel({ status }: { readonly status: SystemStatus }) {
  return (
    <Panel title="Last errors" trailing={<span className="text-muted text-xs">{status.errors.length}</span>}>
      {status.errors.length === 0 ? (
        <EmptyState
          icon={ShieldCheck}
          title="No errors"
          hint="Defects and failures of any process appear here with their stack."
        />
      ) : (
        <ul className="max-h-80 overflow-y-auto text-sm">
          {status.errors.map((error) => (
            <li
              key={`${error.at}-${error.process}-${error.message}`}
              className="border-line/60 border-b px-2.5 py-1.5 last:border-b-0"
            >
              <details>
                <summary className="flex gap-2">
                  <TimeText atMicros={error.at} />
                  <span className="text-muted">{error.process}</span>
                  <span className="min-w-0 flex-1 truncate text-danger">{error.message}</span>
                </summary>
                <pre className="mt-1 overflow-x-auto whitespace-pre-wrap break-words rounded-md bg-surface-2 p-2 font-mono text-xs">
                  {error.stack ?? error.message}
                </pre>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
