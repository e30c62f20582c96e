import { tellFacts } from "@/server/services/risk/tell-facts";
import type { Processor } from "@/workers/worker-context";

/** A recording has a time of its own; a desk of another venue than the present one is not told any more. */
export const tellFactsToDesk: Processor<"risk.facts"> = async ({ container, source }, { deskId, slot }) => {
  const { stores, bus, clock, fetchSourceInfo } = container;
  const { kind, venueId } = source();
  if ((await stores.desks.getDesk(deskId)).venueId !== venueId) return;
  const at = kind === "recorded" ? (await fetchSourceInfo()).marketAt : clock.nowMicros();
  await tellFacts({ ...stores, bus, clock }, { deskId, slot, at });
};
