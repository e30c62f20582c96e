import type { DeskSettings } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";

const LEVERAGE_MAX = 1_000;

/** One desk counts all its money in one currency. @throws AppError invalid for contracts that nothing could be reckoned with */
export function assertMargin({ instruments, execution: { margin } }: DeskSettings): void {
  const currencies = [...new Set(instruments.map(settleOf))];
  check(currencies.length === 1, `all instruments must settle in one currency, here are ${currencies.join(", ")}`);
  const { leverage } = margin;
  const isLeverage = Number.isSafeInteger(leverage) && leverage >= 1 && leverage <= LEVERAGE_MAX;
  check(isLeverage, `the leverage must be a whole number of 1 to ${LEVERAGE_MAX}, was ${leverage}`);
  for (const spec of instruments) assertContract(spec, leverage);
}

function assertContract({ symbol, atomsPerTickLot, contract }: InstrumentSpec, leverage: number): void {
  const worth = contract?.kind === "inverse" ? contract.inverseAtoms : atomsPerTickLot;
  check(worth > 0n, `${symbol}: a tick times a lot must be worth something`);
  if (!contract) return;
  const { tiers, liquidationFeePpm, fundingIntervalMicros } = contract;
  let from = 0n;
  tiers.forEach(({ upToAtoms, maintenancePpm, maxLeverage }, i) => {
    const isLast = i === tiers.length - 1;
    check(isLast === (upToAtoms === null), `${symbol}: the last margin tier, and only that, has no end`);
    check(upToAtoms === null || upToAtoms > from, `${symbol}: margin tiers must rise, tier ${i + 1} does not`);
    from = upToAtoms ?? from;
    const isRate = isWhole(maintenancePpm) && maintenancePpm < 1_000_000;
    check(isRate, `${symbol}: a maintenance rate must be whole ppm of 0 to 999999, was ${maintenancePpm}`);
    check(maxLeverage >= 1, `${symbol}: the most leverage of a tier must be at least 1, was ${maxLeverage}`);
  });
  const most = tiers[0]?.maxLeverage ?? 0;
  check(leverage <= most, `${symbol} may be held with a leverage of at most ${most}, the settings say ${leverage}`);
  const isFee = isWhole(liquidationFeePpm) && liquidationFeePpm <= 100_000;
  check(isFee, `${symbol}: a liquidation fee must be whole ppm of 0 to 100000, was ${liquidationFeePpm}`);
  const isInterval = isWhole(fundingIntervalMicros);
  check(isInterval, `${symbol}: the funding interval must be whole µs of at least 0, was ${fundingIntervalMicros}`);
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

function check(isFine: boolean, message: string): void {
  if (!isFine) throw new AppError("invalid", `Desk settings: ${message}`);
}
