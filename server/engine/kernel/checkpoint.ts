/**
 * What survives a restart: plain JSON data (bigints as decimal strings), sealed with the
 * fingerprint of the settings it belongs to and a checksum, so that a foreign or damaged one is
 * refused in words and never traded on.
 */
export const CHECKPOINT_VERSION = 1;

export type EngineCheckpoint = Readonly<{
  kind: "tapedeck-engine";
  version: number;
  /** Fingerprint of the settings (16 hex digits); a checkpoint only opens under the same ones. */
  settings: string;
  /** Events applied when it was taken. */
  appliedEvents: number;
  /** Over `state`, whatever the order of its keys (JSONB re-orders them). */
  checksum: string;
  state: Readonly<Record<string, unknown>>;
}>;
