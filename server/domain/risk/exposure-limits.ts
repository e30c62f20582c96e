/** Limits on what is held and may still be added by working orders. */
import { displaySymbol } from "@/server/domain/display-symbol";
import { absolute, type Exposure, grossAtoms, netAtoms } from "./exposure";
import { type LimitView, limitOf, OF_DESK, shareLimit, type Whose } from "./limit-view";
import { clustersOf } from "./risk-clusters";
import { RISK_FIELDS } from "./risk-fields";
import type { LimitInput } from "./risk-limits";
import type { RiskKey } from "./risk-settings";
import type { InstrumentMeasure } from "./risk-view";
import { SECTORS, sectorOf } from "./sectors";

type Held = Readonly<{ measure: InstrumentMeasure; base: string; name: string; grossAtoms: bigint }>;

export function exposureLimits(input: LimitInput): LimitView[] {
  const { measures, settings } = input;
  const { equityAtoms } = measures;
  const all = heldOf(input);
  const open = all.filter((one) => one.grossAtoms > 0n);
  const share = (key: Caps, valueAtoms: bigint, whose: Whose): LimitView =>
    shareLimit(
      { valueAtoms, ofAtoms: equityAtoms, limitPpm: settings[key] },
      { ...whose, key, path: key, label: RISK_FIELDS[key].label, trips: "beyond" },
    );
  const sectors = SECTORS.map((sector) => ({
    sector,
    atoms: sum(open.filter(({ base }) => sectorOf(base, settings.sectors) === sector)),
  }));
  return [
    share("grossCapPpm", sum(open), OF_DESK),
    share("netCapPpm", absolute(netAtoms(all.map(({ measure }) => exposureOf(measure)))), OF_DESK),
    ...open.map(({ measure: { instrumentId }, name, grossAtoms: atoms }) =>
      share("positionCapPpm", atoms, { subject: { kind: "instrument", instrumentId }, name }),
    ),
    ...sectors
      .filter(({ atoms }) => atoms > 0n)
      .map(({ sector, atoms }) => share("sectorCapPpm", atoms, { subject: { kind: "sector", sector }, name: sector })),
    ...clusterHeld(input, all).map(({ members, atoms }) => {
      const instrumentIds = members.map(({ measure }) => measure.instrumentId);
      const name = members.map((member) => member.name).join(", ");
      return share("clusterCapPpm", atoms, { subject: { kind: "cluster", instrumentIds }, name });
    }),
    limitOf(
      "openPositionsMax",
      { value: all.filter(({ measure }) => isOpen(measure)).length, limit: settings.openPositionsMax },
      { ...OF_DESK, trips: "beyond" },
    ),
    ...strategyBudgets(input),
  ];
}

type Caps = Extract<RiskKey, "grossCapPpm" | "netCapPpm" | "positionCapPpm" | "sectorCapPpm" | "clusterCapPpm">;

function heldOf({ measures, instruments }: LimitInput): Held[] {
  const specs = new Map(instruments.map((spec) => [spec.id, spec]));
  return measures.instruments.map((measure) => {
    const spec = specs.get(measure.instrumentId);
    return {
      measure,
      base: spec?.base ?? measure.instrumentId,
      name: spec ? displaySymbol(spec) : measure.instrumentId,
      grossAtoms: grossAtoms(exposureOf(measure)),
    };
  });
}

export const exposureOf = (measure: InstrumentMeasure): Exposure => ({
  heldAtoms: measure.exposureAtoms,
  buyAtoms: measure.workingBuyAtoms,
  sellAtoms: measure.workingSellAtoms,
});

/** Held, or about to be. */
const isOpen = ({ sizeLots, exposureAtoms, workingBuyAtoms, workingSellAtoms }: InstrumentMeasure): boolean =>
  sizeLots !== 0 || (exposureAtoms === 0n && (workingBuyAtoms > 0n || workingSellAtoms > 0n));

/** Of each group only what is held in it; groups that hold nothing are left out. */
function clusterHeld({ settings, facts }: LimitInput, all: readonly Held[]) {
  const members = all.map(({ measure, base }) => ({
    id: measure.instrumentId,
    base,
    sector: sectorOf(base, settings.sectors),
  }));
  const roots = clustersOf(members, { facts, fromPpm: settings.clusterCorrelationPpm });
  return [...new Set(roots)]
    .map((root) => all.filter((one, i) => roots[i] === root && one.grossAtoms > 0n))
    .filter((group) => group.length > 0)
    .map((group) => ({ members: group, atoms: sum(group) }));
}

function strategyBudgets({ measures, settings }: LimitInput): LimitView[] {
  return measures.strategies.flatMap(({ strategy, exposureAtoms, dayAtoms }) => {
    const risk = settings.strategies[strategy];
    if (!risk) return [];
    const whose = { subject: { kind: "strategy", strategy }, name: strategy, key: null } as const;
    return [
      shareLimit(
        { valueAtoms: exposureAtoms, ofAtoms: measures.equityAtoms, limitPpm: risk.budgetPpm },
        { ...whose, path: `strategies.${strategy}.budgetPpm`, label: "Strategy's budget", trips: "beyond" },
      ),
      shareLimit(
        {
          valueAtoms: dayAtoms < 0n ? 0n - dayAtoms : 0n,
          ofAtoms: measures.dayOpenEquityAtoms,
          limitPpm: risk.dailyLossPpm,
        },
        { ...whose, path: `strategies.${strategy}.dailyLossPpm`, label: "Strategy's daily loss", trips: "at" },
      ),
    ];
  });
}

const sum = (held: readonly Held[]): bigint => held.reduce((total, one) => total + one.grossAtoms, 0n);
