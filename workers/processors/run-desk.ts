import { startThread } from "@/workers/run-thread";
import type { DeskRequest } from "@/workers/thread-messages";
import type { Processor } from "@/workers/worker-context";

/** Hosts a desk in a thread. A desk of another venue than the present one, or an archived one, is left alone. */
export const runDesk: Processor<"desk.run"> = async ({ container, switchboard, source }, { deskId }, signal) => {
  const current = source();
  const desk = await container.stores.desks.getDesk(deskId);
  if (desk.isArchived || desk.venueId !== current.venueId) return;
  const thread = startThread({ name: "desk", data: { deskId, source: current }, signal });
  thread.onMessage((message) => {
    const { type } = message as DeskRequest;
    if (type === "wantFeed") switchboard.want({ deskId, venueId: desk.venueId, thread });
  });
  try {
    await thread.ended;
  } finally {
    switchboard.forget(deskId);
  }
};
