import { toBytes, toCompact } from "@/components/ui/number-format";
import { Panel } from "@/components/ui/panel";
import { ErrorState } from "@/components/ui/states";
import { Figure, PlainTable } from "./rows";
import type { SystemStatus } from "./system-page";

const TABLES_SHOWN = 8;

export function DatabasePanel({ status }: { readonly status: SystemStatus }) {
  const { database } = status;
  if (database === null) {
    return (
      <Panel title="Database">
        <ErrorState
          title="The database does not answer"
          reason="Desks stand still until it does; nothing that was shown is lost."
        />
      </Panel>
    );
  }
  return (
    <Panel title="Database" trailing={<span className="num text-sm">{toBytes(database.bytes)}</span>}>
      <p className="px-2.5 py-2 text-muted text-sm">
        PostgreSQL {database.version},{" "}
        {database.hasTimescale ? "TimescaleDB hypertables" : "plain tables in partitions"}, {database.connections}{" "}
        connections
      </p>
      <PlainTable caption="Largest tables" heads={[["Table"], ["Rows, about", "right"], ["Size", "right"]]}>
        {database.tables.slice(0, TABLES_SHOWN).map((table) => (
          <tr key={table.name}>
            <td className="num">{table.name}</td>
            <Figure>{toCompact(Math.max(0, table.rows))}</Figure>
            <Figure>{toBytes(table.bytes)}</Figure>
          </tr>
        ))}
      </PlainTable>
    </Panel>
  );
}
