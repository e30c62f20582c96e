import type { DeskService } from "./desks/desk-service";
import type { FeatureDesk } from "./features/feature-desk";
import type { JournalService } from "./journal/journal-service";
import type { MarketService } from "./market/market-service";
import type { ModelService } from "./models/model-service";
import type { ParityDesk } from "./parity/parity-service";
import type { PerformanceService } from "./performance/performance-service";
import type { RiskService } from "./risk/risk-service";
import type { SystemService } from "./system";

/** Everything that pages, tRPC and scripts may call. */
export type WebServices = Readonly<{
  desks: DeskService;
  market: MarketService;
  journal: JournalService;
  parity: ParityDesk;
  performance: PerformanceService;
  risk: RiskService;
  features: FeatureDesk;
  models: ModelService;
  system: SystemService;
}>;
