import { type Plan, type Situation, sendableLots } from "./plan";

/**
 * Shows `displayLots` at the limit at a time; the next part is sent when the desk learns that the last one
 * has filled, so it pays both latencies and queues anew. A venue's own iceberg order refills at once.
 */
export function planIceberg(situation: Situation): Plan {
  const { parent, children } = situation;
  const text = `shows part ${parent.slicesSent + (children.length > 0 ? 0 : 1)} at its limit`;
  if (children.length > 0 || parent.limitTicks === null) return { actions: [], text };
  const wanted = Math.min(parent.displayLots ?? parent.sizeLots, situation.freeLots);
  const lots = sendableLots(situation, wanted);
  if (lots === 0) return { actions: [], text };
  return { actions: [{ kind: "post", lots, limitTicks: parent.limitTicks, postOnly: false }], text };
}
