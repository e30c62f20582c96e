import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { toDateTime, toIsoMicros } from "@/components/ui/time-format";
import { PlainTable } from "./rows";
import type { SystemStatus } from "./system-page";

export function AuditPanel({ status }: { readonly status: SystemStatus }) {
  return (
    <Panel title="Audit trail" bodyClassName="max-h-96 overflow-y-auto">
      {status.audit.length === 0 ? (
        <EmptyState title="Nothing was changed yet" hint="Each command, note and setting leaves a line here." />
      ) : (
        <PlainTable caption="Audit trail" heads={[["When UTC"], ["Who"], ["What"], ["Of"], ["Detail"]]}>
          {status.audit.map((entry) => (
            <tr key={`${entry.at}-${entry.action}-${entry.subject}-${entry.detail}`}>
              <td className="num" title={toIsoMicros(entry.at)}>
                {toDateTime(entry.at)}
              </td>
              <td>{entry.who}</td>
              <td>{entry.action}</td>
              <td className="num text-muted">{entry.subject}</td>
              <td className="max-w-120 truncate text-muted" title={entry.detail}>
                {entry.detail}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Panel>
  );
}
