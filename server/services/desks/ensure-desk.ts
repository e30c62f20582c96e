/** The desk that is simply there when Tapedeck starts. */
import { DESK_SETTINGS_VERSION, type StrategySettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketSource } from "@/server/domain/source";
import type { Clock } from "@/server/ports/clock";
import type { Desk, DeskStore } from "@/server/ports/desk-store";
import type { MarketStore } from "@/server/ports/market-store";
import type { SystemStore } from "@/server/ports/system-store";
import { defaultSettings } from "./default-settings";
import { impactNumbers } from "./impact-numbers";

export type EnsureDeskDeps = Readonly<{
  desks: DeskStore;
  system: SystemStore;
  /** Of its bars a new desk learns what its instruments' impact is. */
  market: Pick<MarketStore, "listCandles">;
  clock: Clock;
  /** Seed of a new desk. */
  seed: number;
  /** Strategies of a new desk, with their parameters. */
  strategies: readonly StrategySettings[];
}>;

export type EnsureDeskInput = Readonly<{ source: MarketSource; instruments: readonly InstrumentSpec[] }>;

const WHO = "worker";

/**
 * Finds the desk of this source or makes it. Desks of earlier sessions of the same venue are
 * archived, and so is one whose instruments are counted in other ticks or lots by now, or whose
 * settings are of an older engine: its numbers would change their meaning.
 *
 * Everything is decided on one reading of the list, so that of two workers which begin together
 * one makes the desk and the other is refused its id.
 *
 * @throws AppError conflict when another worker was quicker; the next call finds its desk
 */
export async function ensureDesk(deps: EnsureDeskDeps, { source, instruments }: EnsureDeskInput): Promise<Desk> {
  const all = await deps.desks.listDesks({ includeArchived: true });
  const ofVenue = all.filter((desk) => desk.venueId === source.venueId);
  const found = ofVenue.find(
    (desk) =>
      !desk.isArchived &&
      desk.settings.version === DESK_SETTINGS_VERSION &&
      desk.session === source.session &&
      countsAlike(desk.settings.instruments, instruments),
  );
  for (const desk of ofVenue) if (!desk.isArchived && desk !== found) await archive(deps, desk);
  if (found) return found;
  const { venueId, session } = source;
  const desk = await deps.desks.createDesk({
    id: freeId(venueId, new Set(all.map(({ id }) => id))),
    name: source.kind === "recorded" ? `Desk on ${source.label}` : "Main desk",
    venueId,
    session,
    settings: defaultSettings({
      venueId,
      instruments,
      seed: deps.seed,
      strategies: deps.strategies,
      impact: await impactNumbers(deps.market, instruments),
    }),
  });
  await audit(deps, "desk.create", desk);
  return desk;
}

/** All that the desk trades is still counted in the same steps. Fees may differ: the desk keeps its own. */
function countsAlike(mine: readonly InstrumentSpec[], theirs: readonly InstrumentSpec[]): boolean {
  return mine.every((spec) =>
    theirs.some(
      ({ id, tickSize, lotSize }) => id === spec.id && tickSize === spec.tickSize && lotSize === spec.lotSize,
    ),
  );
}

async function archive(deps: EnsureDeskDeps, desk: Desk): Promise<void> {
  // Taking the lease makes whoever still hosts it stop at its next commit.
  const lease = await deps.desks.openRun(desk.id, WHO);
  await deps.desks.archiveDesk(desk.id);
  await deps.desks.closeRun(lease, { status: "stopped", text: "archived" });
  await audit(deps, "desk.archive", desk);
}

const audit = ({ system, clock }: EnsureDeskDeps, action: string, desk: Desk): Promise<void> =>
  system.audit({
    at: clock.nowMicros(),
    who: WHO,
    action,
    subject: desk.id,
    detail: `${desk.name}, session ${desk.session}`,
  });

/** "desk-<venue>", numbered on when that exists: readable, and free of ":" for the job's id. */
function freeId(venueId: string, taken: ReadonlySet<string>): string {
  const base = `desk-${venueId.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-")}`.slice(0, 80);
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}
