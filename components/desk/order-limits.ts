/**
 * The limits on exposure and data, as the engine's checks of the same names (server/engine/risk/checks) hold them against
 * an order: with the settings in force, and what the desk knows of breakers, quality and correlations.
 */
import { toMoney } from "@/components/frame/money-format";
import { settleOf } from "@/server/domain/instrument";
import type { ReasonRule } from "@/server/domain/order";
import {
  type CapInput,
  type CapRule,
  capText,
  capValue,
  openAfter,
  type Stake,
} from "@/server/domain/risk/exposure-caps";
import { clustersOf } from "@/server/domain/risk/risk-clusters";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { sectorOf } from "@/server/domain/risk/sectors";
import type { Check, CheckInput, Judged, Rule } from "./order-checks";
import type { SeenMarket } from "./order-cost";
import { addsAtoms, exposureAtoms, exposureOf, heldLotsOf, here } from "./order-funds";

/** What the desk's risk says once a second, as far as an order is held against it. */
export type SeenRisk = Pick<RiskView, "settings" | "facts" | "breakers" | "measures">;

/** In the engine's order. */
export const LIMIT_RULES: readonly Rule[] = [
  breaker,
  dataQuality,
  spread,
  positionCap,
  cap("sector_cap", "Sector cap"),
  cap("cluster_cap", "Correlation cluster"),
  cap("gross_cap", "Gross exposure"),
  cap("net_cap", "Net exposure"),
  openPositions,
];

/** It may raise exposure: what only lowers it no limit keeps back. */
const addsRisk = ({ draft }: CheckInput, { perp }: Judged): boolean =>
  perp === null ? draft.side === "buy" : perp.openingLots > 0;

/** An open breaker of the instrument; one of the whole desk sets the trading state, one of a strategy is its own. */
function breaker(input: CheckInput, judged: Judged): Check | null {
  if (!addsRisk(input, judged)) return null;
  const open = input.risk.breakers.find(
    ({ state, instrumentId, strategy }) => state === "open" && instrumentId === input.spec.id && strategy === null,
  );
  return open ? refusedBy("breaker", "Breaker", `${open.text}: no new risk is taken there`) : null;
}

function dataQuality(input: CheckInput, judged: Judged): Check | null {
  const { settings, measures } = input.risk;
  const quality = measures.instruments.find(({ instrumentId }) => instrumentId === input.spec.id)?.quality ?? null;
  if (!addsRisk(input, judged) || quality === null || quality >= settings.qualityMin) return null;
  const text = `its data scored ${quality} of 100 in the last minute, new risk asks for ${settings.qualityMin}`;
  return refusedBy("data_quality", "Data quality", text);
}

function spread(input: CheckInput, judged: Judged): Check | null {
  const value = addsRisk(input, judged) ? spreadPpm(input.book) : null;
  if (value === null) return null;
  const { spreadMaxPpm: most } = input.risk.settings;
  const refusal =
    value > most ? `the spread is ${value / 10_000} % of the mid, new risk is taken up to ${most / 10_000} %` : null;
  // It is the market's, not used up by the order.
  return { rule: "spread", name: "Spread", used: null, refusal };
}

function spreadPpm({ bids, asks }: SeenMarket): number | null {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid === undefined || ask === undefined ? null : Math.floor(((ask - bid) * 2_000_000) / (bid + ask));
}

function positionCap(input: CheckInput, judged: Judged): Check | null {
  if (!addsRisk(input, judged)) return null;
  const { account, risk, spec } = input;
  const limit = (account.equityAtoms * BigInt(risk.settings.positionCapPpm)) / 1_000_000n;
  const after = exposureAtoms(input) + addsAtoms(input, judged.cost);
  const share = `${risk.settings.positionCapPpm / 10_000} % of equity`;
  const refusal =
    after > limit ? `${spec.base} would be worth ${money(input, after)}, more than ${share} (${toMoney(limit)})` : null;
  const of = `${toMoney(after)} of ${money(input, limit)}`;
  return { rule: "position_cap", name: "Position cap", used: shareOf(after, limit), of, refusal };
}

function cap(rule: CapRule, name: string): Rule {
  return (input, judged) => {
    if (!addsRisk(input, judged)) return null;
    const asked = capsOf(input, judged);
    const found = capValue(rule, asked);
    const refusal = found.isPassed
      ? `${capText(rule, asked, money(input, found.valueAtoms))} (${toMoney(found.limitAtoms)})`
      : null;
    const of = `${toMoney(found.valueAtoms)} of ${money(input, found.limitAtoms)}`;
    return { rule, name, used: shareOf(found.valueAtoms, found.limitAtoms), of, refusal };
  };
}

function openPositions(input: CheckInput, judged: Judged): Check | null {
  if (!addsRisk(input, judged)) return null;
  const { stakes, addition } = capsOf(input, judged);
  const most = input.risk.settings.openPositionsMax;
  const value = openAfter({ stakes, addition });
  const isThere = stakes.some(({ isOpen, instrumentId }) => isOpen && instrumentId === input.spec.id);
  const refusal = isThere || value <= most ? null : `${value - 1} positions are open or about to be, ${most} may`;
  return { rule: "open_positions", name: "Open positions", used: value / most, of: `${value} of ${most}`, refusal };
}

function capsOf(input: CheckInput, { cost }: Judged): CapInput {
  const { draft, risk, account } = input;
  const addition = { instrumentId: draft.instrumentId, side: draft.side, atoms: addsAtoms(input, cost) };
  return { stakes: stakesOf(input), addition, settings: risk.settings, equityAtoms: account.equityAtoms };
}

/** Of instruments that are not looked at, the mark is the one of their position. */
function stakesOf({ instruments, account, spec: own, book, risk: { settings, facts } }: CheckInput): Stake[] {
  const members = instruments.map(({ id, base }) => ({ id, base, sector: sectorOf(base, settings.sectors) }));
  const roots = clustersOf(members, { facts, fromPpm: settings.clusterCorrelationPpm });
  return instruments.map((spec, i) => {
    const mark = account.positions.find(({ instrumentId }) => instrumentId === spec.id)?.markHalfTicks ?? null;
    const seen = spec.id === own.id ? book : { bids: [], asks: [], lastTicks: null, markHalfTicks: mark };
    const working = here(account, spec);
    return {
      ...exposureOf({ account, spec, book: seen }),
      instrumentId: spec.id,
      base: spec.base,
      sector: sectorOf(spec.base, settings.sectors),
      cluster: roots[i] ?? i,
      isOpen:
        heldLotsOf(account, spec) !== 0 ||
        working.some(({ side, terms }) => (spec.contract === null ? side === "buy" : !terms.reduceOnly)),
    };
  });
}

const refusedBy = (rule: ReasonRule, name: string, refusal: string): Check => ({ rule, name, used: null, refusal });

const money = ({ spec }: CheckInput, value: bigint) => `${toMoney(value)} ${settleOf(spec)}`;

export const shareOf = (part: bigint, whole: bigint) =>
  whole <= 0n ? null : Number((part * 10_000n) / whole) / 10_000;
