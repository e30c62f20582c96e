/**
 * How large a new position is made, and how that came about, line by line (DOMAIN.md 5). The engine's strategies and the
 * ticket ask the same function. Whole numbers only, and every step is cut, never rounded up.
 */
import { notionalAtoms } from "@/server/domain/instrument";
import type { SizingNote } from "@/server/domain/sizing";
import { scaledByCorrelation } from "./correlation-scaling";
import { METHODS, startFrom } from "./methods";
import { type Receipt, refused, timesPpm, withAtoms, withLine } from "./receipt";
import { roomsFor } from "./rooms";
import type { SizingDesk, SizingWish } from "./sizing-input";
import { factorText, fineSizeText, moneyText, priceText, sizeText } from "./sizing-words";

export type SizingResult = Readonly<{
  /** Zero when there is a `refusal`. */
  lots: number;
  note: SizingNote;
  /** Why nothing may be opened, as the note says it too; null when something may. */
  refusal: string | null;
}>;

export function sizePosition(wish: SizingWish, desk: SizingDesk): SizingResult {
  const start = startFrom(wish, desk);
  const wanted =
    start.atoms > 0n ? METHODS[wish.method](start, wish, desk) : refused(start, "there is no equity to size from");
  const scaled = wanted.refusal === null ? scaledByRegime(scaledByCorrelation(wanted, wish, desk), wish, desk) : wanted;
  const capped = scaled.refusal === null ? cappedByRooms(scaled, wish, desk) : scaled;
  return toLots(capped, wish);
}

function scaledByRegime(receipt: Receipt, { spec }: SizingWish, { measures, settings }: SizingDesk): Receipt {
  const regime = measures.instruments.find(({ instrumentId }) => instrumentId === spec.id)?.volatilityRegime ?? null;
  if (regime === null) return timesPpm(receipt, 1_000_000, "× volatility regime 1.00: not known yet");
  const ppm = settings.sizing.regimePpm[regime];
  return timesPpm(receipt, ppm, `× volatility regime ${factorText(ppm)}: ${regime}`);
}

/** Only the cap that leaves least is named. */
function cappedByRooms(receipt: Receipt, wish: SizingWish, desk: SizingDesk): Receipt {
  const least = roomsFor(wish, desk).reduce((a, b) => (b.atoms < a.atoms ? b : a));
  if (receipt.atoms <= least.atoms) return receipt;
  if (least.atoms <= 0n) return refused(receipt, `${least.name} leaves no room`);
  return withAtoms(receipt, least.atoms, `Capped by what ${least.name} leaves`);
}

function toLots(receipt: Receipt, { spec, method, priceTicks }: SizingWish): SizingResult {
  if (receipt.refusal !== null) return resultOf(receipt, method, 0);
  const milliLots = milliLotsFor(receipt, priceTicks);
  const lots = Number(milliLots / 1_000n);
  const priced = withLine(receipt, `÷ price ${priceText(spec, priceTicks)}`, fineSizeText(spec, milliLots));
  const cut = withLine(priced, `Cut to lots of ${spec.lotSize}`, sizeText(spec, lots));
  if (lots === 0) return resultOf(refused(cut, `${moneyText(spec, receipt.atoms)} is less than one lot`), method, 0);
  const worth = notionalAtoms(spec, priceTicks, lots);
  if (worth >= spec.minNotionalAtoms) return resultOf(cut, method, lots);
  const least = `${moneyText(spec, worth)} is less than the smallest order of ${moneyText(spec, spec.minNotionalAtoms)}`;
  return resultOf(refused(cut, least), method, 0);
}

/** Thousandths of a lot. @throws RangeError for a price that is none */
function milliLotsFor({ spec, atoms }: Receipt, priceTicks: number): bigint {
  if (!(priceTicks > 0)) throw new RangeError(`a size needs a price above zero, was ${priceTicks} ticks`);
  const price = BigInt(priceTicks);
  return spec.contract?.kind === "inverse"
    ? (atoms * 1_000n * price) / spec.contract.inverseAtoms
    : (atoms * 1_000n) / (price * spec.atomsPerTickLot);
}

const resultOf = ({ lines, refusal }: Receipt, method: SizingNote["method"], lots: number): SizingResult => ({
  lots,
  note: { method, lines },
  refusal,
});
