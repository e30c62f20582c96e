/** The desk that is simply there when Tapedeck starts. */
import type { StrategySettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketSource } from "@/server/domain/source";
import type { Clock } from "@/server/ports/clock";
import type { Desk, DeskStore } from "@/server/ports/desk-store";
import type { SystemStore } from "@/server/ports/system-store";
import { defaultSettings } from "./default-settings";

export type EnsureDeskDeps = Readonly<{
  desks: DeskStore;
  system: SystemStore;
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
 * archived, and so is one whose instruments are counted in other ticks or lots by now: its numbers
 * would change their meaning.
 */
export async function ensureDesk(deps: EnsureDeskDeps, input: EnsureDeskInput): Promise<Desk> {
  const found = await deps.desks.findDeskFor(input.source);
  if (found && !found.isArchived && countsAlike(found.settings.instruments, input.instruments)) {
    await archiveOthers(deps, input.source, found.id);
    return found;
  }
  await archiveOthers(deps, input.source, null);
  const desk = await deps.desks.createDesk({
    id: await freeId(deps.desks, input.source),
    name: input.source.kind === "recorded" ? `Desk on ${input.source.label}` : "Main desk",
    venueId: input.source.venueId,
    session: input.source.session,
    settings: defaultSettings({
      venueId: input.source.venueId,
      instruments: input.instruments,
      seed: deps.seed,
      strategies: deps.strategies,
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

async function archiveOthers(deps: EnsureDeskDeps, source: MarketSource, keptId: string | null): Promise<void> {
  for (const desk of await deps.desks.listDesks({ includeArchived: false })) {
    if (desk.venueId !== source.venueId || desk.id === keptId) continue;
    // Taking the lease makes whoever still hosts it stop at its next commit.
    const lease = await deps.desks.openRun(desk.id, WHO);
    await deps.desks.archiveDesk(desk.id);
    await deps.desks.closeRun(lease, { status: "stopped", text: "archived" });
    await audit(deps, "desk.archive", desk);
  }
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
async function freeId(desks: DeskStore, source: MarketSource): Promise<string> {
  const taken = new Set((await desks.listDesks({ includeArchived: true })).map(({ id }) => id));
  const base = `desk-${source.venueId.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-")}`.slice(0, 80);
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  return id;
}
