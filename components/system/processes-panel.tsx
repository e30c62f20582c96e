import { Badge, type BadgeTone } from "@/components/ui/badge";
import { toBytes } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { toDuration } from "@/components/ui/time-format";
import { Figure, PlainTable } from "./rows";
import type { SystemStatus } from "./system-page";

type Process = SystemStatus["processes"][number];

const HEALTH: Readonly<Record<Process["health"], readonly [BadgeTone, string]>> = {
  up: ["up", "up"],
  late: ["warn", "late"],
  silent: ["danger", "silent"],
};

/** An event loop that waits longer than this is felt by whoever depends on it. */
const LAG_NOTED_MICROS = 100_000;

export function ProcessesPanel({ status }: { readonly status: SystemStatus }) {
  const alive = status.processes.filter((process) => process.health === "up").length;
  return (
    <Panel title="Processes and threads" trailing={<span className="text-muted text-xs">{alive} up</span>}>
      {status.processes.length === 0 ? (
        <EmptyState title="Nobody has reported yet" hint="Each process says every 5 seconds that it lives." />
      ) : (
        <PlainTable
          caption="Processes and threads"
          heads={[
            ["State"],
            ["What"],
            ["Of"],
            ["Process", "right"],
            ["Up for", "right"],
            ["Memory", "right"],
            ["CPU of a core", "right"],
            ["Loop lag", "right"],
            ["Last beat", "right"],
          ]}
        >
          {status.processes.map((process) => (
            <Row key={process.id} process={process} now={status.at} />
          ))}
        </PlainTable>
      )}
    </Panel>
  );
}

function Row({ process, now }: { readonly process: Process; readonly now: number }) {
  const [tone, word] = HEALTH[process.health];
  return (
    <tr>
      <td>
        <Badge tone={tone}>{word}</Badge>
      </td>
      <td>{process.kind}</td>
      <td className="text-muted">{process.detail}</td>
      <Figure title={process.host}>{process.pid}</Figure>
      <Figure>{toDuration(now - process.startedAt)}</Figure>
      <Figure title={`heap ${toBytes(process.heapBytes)}`}>{toBytes(process.rssBytes)}</Figure>
      <Figure>{(process.cpuShare * 100).toFixed(0)} %</Figure>
      <Figure>
        <span className={process.eventLoopLagMicros > LAG_NOTED_MICROS ? "text-warn" : ""}>
          {toDuration(process.eventLoopLagMicros)}
        </span>
      </Figure>
      <Figure>{toDuration(process.silentMicros)} ago</Figure>
    </tr>
  );
}
