import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryQueue } from "@/server/adapters/memory/memory-queue";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { newDesk } from "@/server/testing/contracts/stores";
import { atMillis } from "@/server/testing/market-builder";
import { createParityDesk } from "./parity-service";

async function setup() {
  const stores = createMemoryStores(createHandClock(atMillis(0)));
  const queue = createMemoryQueue();
  const { id: deskId } = await stores.desks.createDesk(newDesk());
  return { queue, deskId, parity: createParityDesk({ ...stores, index: stores.tapeIndex, queue }) };
}

test("however often a page asks, one check waits; asked again after it ended, another does", async () => {
  const { queue, deskId, parity } = await setup();
  await parity.request({ deskId, epoch: null });
  await parity.request({ deskId, epoch: null });
  const id = `parity.run-${deskId}`;
  expect(queue.jobs()).toMatchObject([{ id, payload: { deskId, epoch: null }, state: "waiting" }]);
  queue.move(id, "completed");
  await parity.request({ deskId, epoch: 2 });
  expect(queue.jobs()).toMatchObject([{ id, payload: { deskId, epoch: 2 }, state: "waiting" }]);
  expect(await parity.latest(deskId)).toBeNull();
  expect(await parity.tapes(deskId)).toEqual([]);
});

test("an unknown desk or an impossible run is refused, and nothing is queued", async () => {
  const { queue, deskId, parity } = await setup();
  await expect(parity.request({ deskId: "moon", epoch: null })).rejects.toMatchObject({ code: "not_found" });
  await expect(parity.request({ deskId, epoch: 0 })).rejects.toMatchObject({ code: "invalid" });
  expect(queue.jobs()).toEqual([]);
});
