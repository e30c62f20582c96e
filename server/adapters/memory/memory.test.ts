/** The memory adapters keep the contracts, so that what is tested on them holds on the real ones. */
import { afterEach, describe, expect, test } from "vitest";
import { busContract } from "@/server/testing/contracts/bus";
import { deskReaderContract } from "@/server/testing/contracts/desk-reader";
import { deskStoreContract } from "@/server/testing/contracts/desk-store";
import { jobQueueContract } from "@/server/testing/contracts/job-queue";
import { marketStoreContract } from "@/server/testing/contracts/market-store";
import { modelStoreContract } from "@/server/testing/contracts/model-store";
import { performanceReaderContract } from "@/server/testing/contracts/performance-reader";
import { predictionStoreContract } from "@/server/testing/contracts/prediction-store";
import { systemStoreContract } from "@/server/testing/contracts/system-store";
import { tapeIndexContract } from "@/server/testing/contracts/tape-index";
import { trainingStoreContract } from "@/server/testing/contracts/training-store";
import { AT } from "@/server/testing/rows";
import { createHandClock } from "./hand-clock";
import { createMemoryBus } from "./memory-bus";
import { createMemoryQueue } from "./memory-queue";
import { createMemoryStores } from "./stores";

const setup = async () => {
  const clock = createHandClock(AT);
  return { ...createMemoryStores(clock), clock };
};

describe("desks", () => {
  deskStoreContract(setup);
});
describe("reading desks", () => {
  deskReaderContract(setup);
  performanceReaderContract(setup);
});
describe("markets", () => {
  marketStoreContract(setup);
});
describe("the system", () => {
  systemStoreContract(setup);
});
describe("models", () => {
  modelStoreContract(setup);
  trainingStoreContract(setup);
  predictionStoreContract(setup);
});
describe("tape files", () => {
  tapeIndexContract(setup);
});
describe("the queue", () => {
  jobQueueContract(async () => ({ queue: createMemoryQueue() }));
});

describe("the bus", () => {
  let bus = createMemoryBus();
  afterEach(() => void (bus = createMemoryBus()));
  busContract(async () => bus.connect());
});

describe("the clock", () => {
  test("time moves when told, and calls back in order of time", () => {
    const clock = createHandClock(AT);
    const said: string[] = [];
    const stop = clock.every(3, () => said.push(`3 at ${clock.nowMicros() - AT}`));
    clock.every(2, () => said.push(`2 at ${clock.nowMicros() - AT}`));
    clock.advance(6_000);
    stop();
    clock.advance(2_500);
    expect(said).toEqual(["2 at 2000", "3 at 3000", "2 at 4000", "3 at 6000", "2 at 6000", "2 at 8000"]);
    expect(clock.nowMicros()).toBe(AT + 8_500);
  });
});
