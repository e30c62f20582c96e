/**
 * Fan-out between processes: at most once, in order per publisher and topic, no history.
 * What must not be lost is in the database; the bus says that it is worth looking.
 */
export type Bus = Readonly<{
  /** @param payload text of at most 256 KiB (the PostgreSQL adapter splits and joins what exceeds its limit) */
  publish: (topic: string, payload: string) => Promise<void>;
  /** @returns a function that ends the subscription. Handlers must not throw. */
  subscribe: (topic: string, handler: (payload: string) => void) => Promise<() => void>;
  close: () => Promise<void>;
}>;

export const topics = {
  /** MarketView */
  market: (instrumentId: string) => `market:${instrumentId}`,
  /** FeedView */
  feed: (venueId: string) => `feed:${venueId}`,
  /** DeskView */
  desk: (deskId: string) => `desk:${deskId}`,
  /** DeskEventsView, after commit */
  deskEvents: (deskId: string) => `desk-events:${deskId}`,
  /** RiskView, once a second */
  deskRisk: (deskId: string) => `desk-risk:${deskId}`,
  /** Empty payload: a command waits in the database. */
  deskCommands: (deskId: string) => `desk-commands:${deskId}`,
  /** Name of a model that was edited, or whose versions moved; told of all models. */
  models: "models",
  /** The same, of one model. */
  model: (name: string) => `models:${name}`,
  /** TrainingRun, while it runs. */
  training: (runId: string) => `training:${runId}`,
} as const;
