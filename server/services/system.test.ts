import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { createSystemService } from "./system";

const now = micros(1_000_000_000);
/** Each asks a service of its own. */
const asking = (n: number) => ({
  kind: "worker",
  detail: "",
  services: [{ name: `service ${n}`, state: "CLOSED", failures: 0, lastFailure: null, retryAt: null, withholds: true }],
});
const beat = (secondsAgo: number) => ({
  id: `p${secondsAgo}`,
  seenAt: now - secondsAgo * 1_000_000,
  ...asking(secondsAgo),
});

function setup(over: object = {}) {
  return createSystemService({
    system: {
      listHeartbeats: async () => [beat(1), beat(15), beat(40)],
      databaseStatus: async () => ({ version: "18.4", bytes: 1 }),
      listErrors: async () => [],
      listAudit: async () => [],
      ...over,
    },
    queue: { counts: async () => [{ queue: "live" }] },
    hub: { recent: () => [{ topic: "feed:simulated", payload: '{"state":"live"}' }] },
    clock: { nowMicros: () => now },
    findSource: async () => ({ venueId: "simulated" }),
  } as never);
}

test("a process is late after two missed beats and silent after half a minute", async () => {
  const { processes } = await setup().status();
  expect(processes.map(({ health, silentMicros }) => [health, silentMicros])).toEqual([
    ["up", 1_000_000],
    ["late", 15_000_000],
    ["silent", 40_000_000],
  ]);
});

test("what a process said of a service before it went silent is no news", async () => {
  const { services } = await setup().status();
  expect(services.map(({ name }) => name)).toEqual(["service 1", "service 15"]);
});

test("what cannot be found out is named, and the rest still stands", async () => {
  const away = async () => {
    throw new Error("The database does not answer");
  };
  const status = await setup({ listHeartbeats: away, databaseStatus: away }).status();
  expect(status).toMatchObject({
    processes: [],
    database: null,
    queues: [{ queue: "live" }],
    feeds: [{ state: "live" }],
  });
  expect(status.problems).toEqual([
    "Processes are unknown: The database does not answer",
    "The database is unknown: The database does not answer",
  ]);
});
