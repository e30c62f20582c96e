/** The desks that are simply there when Tapedeck starts: one for each currency that the venue's instruments settle in. */
import { DESK_SETTINGS_VERSION, type StrategySettings } from "@/server/domain/desk-settings";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
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
  /** Strategies of a new desk with these instruments, with their parameters. */
  strategiesFor: (instruments: readonly InstrumentSpec[]) => readonly StrategySettings[];
}>;

export type EnsureDeskInput = Readonly<{ source: MarketSource; instruments: readonly InstrumentSpec[] }>;

const WHO = "worker";

/**
 * Finds the desks of this source or makes them, the main one first. A desk counts in one currency, so that coin-margined
 * perpetuals have a desk of their own beside it. Desks of earlier sessions of the same venue are
 * archived, and so is one whose instruments are counted in other ticks or lots by now, or whose
 * settings are of an older engine: its numbers would change their meaning.
 *
 * Everything is decided on one reading of the list, so that of two workers which begin together
 * one makes the desk and the other is refused its id.
 *
 * @throws AppError conflict when another worker was quicker; the next call finds its desk
 */
export async function ensureDesks(
  deps: EnsureDeskDeps,
  { source, instruments }: EnsureDeskInput,
): Promise<readonly Desk[]> {
  const all = await deps.desks.listDesks({ includeArchived: true });
  const ofVenue = all.filter((desk) => desk.venueId === source.venueId);
  const found = bySettlement(instruments).map((group) => ({
    group,
    desk: ofVenue.find(
      (desk) =>
        !desk.isArchived &&
        desk.settings.version === DESK_SETTINGS_VERSION &&
        desk.session === source.session &&
        countsAlike(desk.settings.instruments, group),
    ),
  }));
  const kept = new Set(found.map(({ desk }) => desk));
  for (const desk of ofVenue) if (!desk.isArchived && !kept.has(desk)) await archive(deps, desk);
  const taken = new Set(all.map(({ id }) => id));
  const desks: Desk[] = [];
  for (const [place, { group, desk }] of found.entries()) {
    desks.push(desk ?? (await make(deps, source, { group, isMain: place === 0, taken })));
  }
  return desks;
}

type NewDesk = Readonly<{ group: readonly InstrumentSpec[]; isMain: boolean; taken: ReadonlySet<string> }>;

async function make(deps: EnsureDeskDeps, source: MarketSource, { group, isMain, taken }: NewDesk): Promise<Desk> {
  const { venueId, session } = source;
  const currency = group[0] ? settleOf(group[0]) : "";
  const name = source.kind === "recorded" ? `Desk on ${source.label}` : isMain ? "Main desk" : "Coin-margined desk";
  const desk = await deps.desks.createDesk({
    id: freeId(isMain ? venueId : `${venueId}-${currency}`, taken),
    name: source.kind === "recorded" && !isMain ? `${name} in ${currency}` : name,
    venueId,
    session,
    settings: defaultSettings({
      venueId,
      instruments: group,
      seed: deps.seed,
      strategies: deps.strategiesFor(group),
      impact: await impactNumbers(deps.market, group),
    }),
  });
  await audit(deps, "desk.create", desk);
  return desk;
}

/** Groups that settle in one currency, in the order of the instruments; the one with spot, or the largest, first. */
function bySettlement(instruments: readonly InstrumentSpec[]): readonly (readonly InstrumentSpec[])[] {
  const groups = new Map<string, InstrumentSpec[]>();
  for (const spec of instruments) groups.set(settleOf(spec), [...(groups.get(settleOf(spec)) ?? []), spec]);
  const weight = (group: readonly InstrumentSpec[]) =>
    group.length + (group.some(({ contract }) => contract === null) ? instruments.length : 0);
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
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
