import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { toDateTime, toDuration, toIsoMicros } from "@/components/ui/time-format";
import { Figure, PlainTable } from "./rows";
import type { SystemStatus } from "./system-page";

type Service = SystemStatus["services"][number];

const STATES: Readonly<Record<Service["state"], readonly [BadgeTone, string]>> = {
  CLOSED: ["up", "closed"],
  HALF_OPEN: ["warn", "half open"],
  OPEN: ["danger", "open"],
};

/** Breakers around what is not ours: 5 failures in a row open one, 30 s later one probe decides. */
export function ServicesPanel({ status }: { readonly status: SystemStatus }) {
  const { services } = status;
  const broken = services.filter(({ state }) => state !== "CLOSED").length;
  return (
    <Panel
      title="Service breakers"
      trailing={<span className="text-muted text-xs">{broken === 0 ? "all closed" : `${broken} not closed`}</span>}
    >
      {services.length === 0 ? (
        <EmptyState title="No process has reported" hint="Each says every 5 seconds how it finds what it asks." />
      ) : (
        <PlainTable
          caption="Service breakers"
          heads={[["State"], ["Service"], ["Failures in a row", "right"], ["While open"], ["Last failure"]]}
        >
          {services.map((service) => (
            <Row key={service.name} service={service} now={status.at} />
          ))}
        </PlainTable>
      )}
    </Panel>
  );
}

function Row({ service, now }: { readonly service: Service; readonly now: number }) {
  const { name, state, failures, lastFailure, retryAt, withholds, processes } = service;
  const [tone, word] = STATES[state];
  const wait = retryAt !== null && retryAt > now ? `, asked again in ${toDuration(retryAt - now)}` : "";
  return (
    <tr>
      <td>
        <Badge tone={tone}>{word}</Badge>
      </td>
      <td title={`asked by ${processes.join(", ")}`}>{name}</td>
      <Figure>{failures}</Figure>
      <td className="text-muted">{withholds ? `not asked${wait}` : "asked all the same"}</td>
      <td className="max-w-120 truncate text-muted" title={lastFailure?.text}>
        {lastFailure === null ? (
          "none"
        ) : (
          <>
            <span className="num" title={toIsoMicros(lastFailure.at)}>
              {toDateTime(lastFailure.at)}
            </span>{" "}
            {lastFailure.text}
          </>
        )}
      </td>
    </tr>
  );
}
