/** What the processes say of the outside services that they ask, told once per service. */
import type { Micros } from "@/server/domain/micros";
import type { ServiceState, ServiceStatus } from "@/server/domain/service-breaker";

export type ServiceHealth = Readonly<{
  name: string;
  /** The worst that any process finds. */
  state: ServiceState;
  /** Most failures in a row. */
  failures: number;
  lastFailure: ServiceStatus["lastFailure"];
  retryAt: Micros | null;
  withholds: boolean;
  /** Who asks it. */
  processes: readonly string[];
}>;

const WORST: readonly ServiceState[] = ["OPEN", "HALF_OPEN", "CLOSED"];

type Reporting = Readonly<{ kind: string; detail: string; services: readonly ServiceStatus[] }>;

/** @param beats of processes that live: what one said before it went silent is no news. Worst first, then by name */
export function servicesOf(beats: readonly Reporting[]): ServiceHealth[] {
  const reports = new Map<string, (ServiceStatus & { process: string })[]>();
  for (const { kind, detail, services } of beats) {
    for (const service of services) {
      const process = detail === "" ? kind : `${kind} ${detail}`;
      reports.set(service.name, [...(reports.get(service.name) ?? []), { ...service, process }]);
    }
  }
  const rank = ({ state }: ServiceHealth): number => WORST.indexOf(state);
  return [...reports.values()].map(together).sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function together(reports: readonly (ServiceStatus & { process: string })[]): ServiceHealth {
  const newest = reports.flatMap(({ lastFailure }) => lastFailure ?? []).sort((a, b) => b.at - a.at)[0];
  const waits = reports.flatMap(({ retryAt }) => retryAt ?? []);
  return {
    name: reports[0]?.name ?? "",
    state: WORST.find((state) => reports.some((report) => report.state === state)) ?? "CLOSED",
    failures: Math.max(...reports.map(({ failures }) => failures)),
    lastFailure: newest ?? null,
    retryAt: waits.length > 0 ? (Math.max(...waits) as Micros) : null,
    withholds: reports.some(({ withholds }) => withholds),
    processes: reports.map(({ process }) => process),
  };
}
