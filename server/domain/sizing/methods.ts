/** The five ways to a size (DOMAIN.md 5): each gives what the position may be worth before it is scaled and capped. */
import type { SizingMethod } from "@/server/domain/sizing";
import { kellyPpm, oddsOf } from "./kelly";
import { type Receipt, refused, timesPpm, withAtoms, withLine } from "./receipt";
import type { SizingDesk, SizingWish } from "./sizing-input";
import { factorText, moneyText, percentText } from "./sizing-words";
import {
  atrDistance,
  distanceText,
  factsOf,
  percentDistance,
  type StopDistance,
  stopDistance,
  worthAtRisk,
} from "./stop-distance";

type Method = (start: Receipt, wish: SizingWish, desk: SizingDesk) => Receipt;

export const METHODS: Readonly<Record<SizingMethod, Method>> = {
  signal,
  kelly,
  fixed_fractional: fixedFractional,
  volatility,
  atr,
};

const PPM = 1_000_000n;

/** Fractional Kelly of a signal whose odds nobody knows: equity × share × strength × Kelly fraction. */
function signal(start: Receipt, { strengthPpm }: SizingWish, desk: SizingDesk): Receipt {
  const { signalKellyPpm } = desk.settings.sizing;
  const strong = timesPpm(base(start, desk), strengthPpm, `× strength ${factorText(strengthPpm)}`);
  return timesPpm(strong, signalKellyPpm, `× Kelly fraction ${factorText(signalKellyPpm)}`);
}

const base = (start: Receipt, { settings: { sizing } }: SizingDesk): Receipt =>
  timesPpm(start, sizing.baseSharePpm, `× ${percentText(sizing.baseSharePpm)} base share`);

function kelly(start: Receipt, wish: SizingWish, desk: SizingDesk): Receipt {
  const { record, settings } = desk;
  const { kellyTradesMin, kellyFractionPpm, kellyCapPpm } = settings.sizing;
  const trades = record.wins + record.losses;
  const share = kellyPpm(record);
  if (share === null || trades < kellyTradesMin) {
    const few = withLine(start, `Closed trades; Kelly needs ${kellyTradesMin}, so by the signal`, String(trades));
    return signal(few, wish, desk);
  }
  const { p, b } = oddsOf(record);
  const odds = withLine(
    withLine(start, "Closed trades", `${trades}: ${record.wins} won`),
    `p ${p.toFixed(3)}, b ${b === null ? "without a loss" : b.toFixed(3)}: f = (p b − (1 − p)) / b`,
    percentText(share),
  );
  if (share <= 0) return refused(odds, `Kelly's share is ${percentText(share)}: the trades so far have lost`);
  const full = timesPpm(odds, share, `× f ${factorText(share)}`);
  const part = timesPpm(full, kellyFractionPpm, `× Kelly fraction ${factorText(kellyFractionPpm)}`);
  const cap = (start.atoms * BigInt(kellyCapPpm)) / PPM;
  return part.atoms > cap ? withAtoms(part, cap, `Capped at ${percentText(kellyCapPpm)} of equity`) : part;
}

/** What is lost at the stop is a share of the equity (Vince, "Portfolio Management Formulas", 1990: fixed fractional). */
function fixedFractional(start: Receipt, wish: SizingWish, desk: SizingDesk): Receipt {
  const distance = stopDistance(wish, desk);
  return typeof distance === "string" ? refused(start, distance) : atRisk(start, { wish, desk, distance });
}

/** The same over so many ATR(14) (Wilder, "New Concepts in Technical Trading Systems", 1978). */
function atr(start: Receipt, wish: SizingWish, desk: SizingDesk): Receipt {
  const distance = atrDistance(wish, desk, desk.settings.sizing.atrMultipleMilli);
  if (distance) return atRisk(start, { wish, desk, distance });
  const unknown = withLine(start, "ATR(14) is not known yet: by the stop in per cent", "–");
  return atRisk(unknown, { wish, desk, distance: percentDistance(wish, desk) });
}

type AtRisk = Readonly<{ wish: SizingWish; desk: SizingDesk; distance: StopDistance }>;

function atRisk(start: Receipt, { wish, desk, distance }: AtRisk): Receipt {
  const { riskPerTradePpm } = desk.settings.sizing;
  const risk = timesPpm(start, riskPerTradePpm, `× ${percentText(riskPerTradePpm)} at risk`);
  const worth = worthAtRisk(wish, distance, risk.atoms);
  const sized = withAtoms(risk, worth, distanceText(wish, distance));
  return worth === 0n ? refused(sized, `nothing can be held to ${distance.text}`) : sized;
}

/** The base share, less of it while the market moves more than on average. What is not known makes nothing larger. */
function volatility(start: Receipt, wish: SizingWish, desk: SizingDesk): Receipt {
  const shared = base(start, desk);
  const average = factsOf(desk, wish)?.volatility?.averagePpm ?? 0;
  const now = desk.measures.instruments.find(({ instrumentId }) => instrumentId === wish.spec.id)?.volatilityPpm ?? 0;
  if (average <= 0 || now <= 0) return timesPpm(shared, 1_000_000, "× volatility 1.00: not known yet");
  const most = desk.settings.sizing.volatilityCapMilli * 1_000;
  const ratio = Math.min(most, Number((BigInt(average) * PPM) / BigInt(now)));
  const how = `${percentText(average)} on average, ${percentText(now)} now, at most ${factorText(most)}`;
  return timesPpm(shared, ratio, `× volatility ${factorText(ratio)}: ${how}`);
}

/** The first line of each. */
export const startFrom = ({ spec }: SizingWish, { measures }: SizingDesk): Receipt => ({
  spec,
  atoms: measures.equityAtoms,
  lines: [{ label: "Equity", value: moneyText(spec, measures.equityAtoms) }],
  refusal: null,
});
