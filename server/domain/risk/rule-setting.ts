import type { ReasonRule } from "@/server/domain/order";
import type { RiskKey } from "./risk-settings";

/** Which setting a refusal's rule goes by: where a page leads to that names it. */
export const RULE_SETTING: Partial<Record<ReasonRule, RiskKey>> = {
  position_cap: "positionCapPpm",
  sector_cap: "sectorCapPpm",
  gross_cap: "grossCapPpm",
  net_cap: "netCapPpm",
  cluster_cap: "clusterCapPpm",
  open_positions: "openPositionsMax",
  order_rate: "ordersPerMinuteMax",
  open_orders: "openOrdersMax",
  entry_spacing: "entrySpacingMicros",
  min_confidence: "minConfidencePpm",
  stale_data: "staleFeedMicros",
  data_quality: "qualityMin",
  spread: "spreadMaxPpm",
};
