/** The breakers of one process or thread, by the service's name, so that its heartbeat can tell how they are. */
import { ServiceBreaker, type ServiceStatus } from "./service-breaker";

export type ServiceBreakers = Readonly<{
  /** One that stands between us and the service. The same for the same name. */
  around: (name: string) => ServiceBreaker;
  /** One that counts and withholds nothing. */
  watching: (name: string) => ServiceBreaker;
  /** In the order of their making. */
  statuses: () => readonly ServiceStatus[];
}>;

/** @param now wall time, µs */
export function createServiceBreakers(now: () => number): ServiceBreakers {
  const breakers = new Map<string, ServiceBreaker>();
  const of = (name: string, withholds: boolean): ServiceBreaker => {
    const breaker = breakers.get(name) ?? new ServiceBreaker({ name, withholds });
    breakers.set(name, breaker);
    return breaker;
  };
  return {
    around: (name) => of(name, true),
    watching: (name) => of(name, false),
    statuses: () => [...breakers.values()].map((breaker) => breaker.status(now())),
  };
}

/** Runs `work` and notes how it went. Errors pass. `isTheirs` says which are the service's,
 * by default all; with another one it answered. */
export async function noted<T>({ breaker, now, isTheirs = () => true }: Noting, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    breaker.succeeded();
    return result;
  } catch (error) {
    if (isTheirs(error)) breaker.failed(now(), error instanceof Error ? error.message : String(error));
    else breaker.succeeded();
    throw error;
  }
}

export type Noting = Readonly<{
  breaker: ServiceBreaker;
  now: () => number;
  isTheirs?: (error: unknown) => boolean;
}>;
