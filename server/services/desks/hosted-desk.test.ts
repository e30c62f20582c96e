import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { hostedDeskContract } from "@/server/testing/contracts/hosted-desk";
import { parityContract } from "@/server/testing/contracts/parity";
import { atMillis } from "@/server/testing/market-builder";

const clock = createHandClock(atMillis(0));

hostedDeskContract(
  async () => ({ ...createMemoryStores(clock), clock }),
  () => new Promise((resolve) => setImmediate(resolve)),
);

parityContract(
  async () => ({ ...createMemoryStores(clock), clock }),
  () => new Promise((resolve) => setImmediate(resolve)),
);
