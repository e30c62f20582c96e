/** The services of a running Tapedeck's database, for commands. */
import pino from "pino";
import { type Container, createContainer } from "@/server/container";
import { AppError } from "@/server/domain/errors";
import type { Logger } from "@/server/platform/logger";
import type { Desk } from "@/server/ports/desk-store";
import { createDeskService, type DeskService } from "@/server/services/desks/desk-service";
import { openEngine } from "@/server/services/desks/open-engine";
import { createParityService, type ParityService } from "@/server/services/parity/parity-service";
import { createTopicHub } from "@/server/services/stream/topic-hub";
import { createSystemService, type SystemService } from "@/server/services/system";

export type CliServices = Readonly<{ desks: DeskService; system: SystemService; parity: ParityService }>;

/** Opens it, lets `work` use it, closes it. @throws EnvError without a database */
export async function withContainer<T>(work: (container: Container, log: Logger) => Promise<T>): Promise<T> {
  // Standard output is the command's answer, so what connections have to say goes to standard error.
  const log = pino({ name: "cli", level: "warn" }, pino.destination(2));
  const container = createContainer({ applicationName: "tapedeck cli", poolMax: 2, log });
  try {
    return await work(container, log);
  } finally {
    await container.close();
  }
}

/** Opens them, lets `work` use them, closes them. @throws EnvError without a database; AppError unavailable when it does not answer */
export const withServices = <T>(work: (services: CliServices) => Promise<T>): Promise<T> =>
  withContainer((container) => work(servicesOf(container)));

function servicesOf(container: Container): CliServices {
  const { stores, bus, queue, clock, tapes } = container;
  const { findSource } = stores.instruments;
  const hub = createTopicHub(bus);
  return {
    desks: createDeskService({ ...stores, bus, hub, clock, findSource }),
    system: createSystemService({ system: stores.system, queue, hub, clock, findSource }),
    parity: createParityService({ desks: stores.desks, audit: stores.audit, tapes, clock, openEngine }),
  };
}

/** By id or by name. @throws AppError not_found that names those there are; conflict when a name fits several */
export async function findDesk({ desks }: CliServices, wanted: string): Promise<Desk> {
  const all = await desks.list();
  const byId = all.find(({ id }) => id === wanted);
  if (byId) return byId;
  const byName = all.filter(({ name, isArchived }) => name === wanted && !isArchived);
  if (byName.length > 1) {
    throw new AppError("conflict", `several desks are called ${wanted}: ${byName.map(({ id }) => id).join(", ")}`);
  }
  if (byName[0]) return byName[0];
  const known = all.filter(({ isArchived }) => !isArchived).map(({ id }) => id);
  throw new AppError("not_found", `there is no desk ${wanted}; there are ${known.join(", ") || "none yet"}`);
}
