import type { DeskSettings, LatencySettings, QueueModelSettings } from "@/server/domain/desk-settings";
import { AppError } from "@/server/domain/errors";
import { unsoundRisk } from "@/server/domain/risk/risk-soundness";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { fingerprint } from "./digest";
import { assertExecution } from "./execution-settings";
import { assertMargin } from "./margin-settings";
import { toPlain } from "./plain";

/** Instrument numbers travel in 16 bits. */
const INSTRUMENTS_MAX = 65_536;

/** @throws AppError invalid for settings that no run could be reproduced from or believed in */
export function assertSettings(settings: DeskSettings, strategies: readonly Strategy[]): void {
  const { instruments, openingBalanceAtoms, seed, watermarkMicros, risk, queueModel } = settings;
  const ids = instruments.map(({ id }) => id);
  check(ids.length >= 1 && ids.length <= INSTRUMENTS_MAX, "a desk needs at least one instrument");
  check(new Set(ids).size === ids.length, "an instrument stands twice in the settings");
  assertMargin(settings);
  check(openingBalanceAtoms > 0n, "the opening balance must be positive");
  check(Number.isSafeInteger(seed) && seed >= 0, `the seed must be a whole number of at least 0, was ${seed}`);
  checkMicros("the watermark", watermarkMicros);
  checkLatency("entry", settings.entryLatency);
  checkLatency("response", settings.responseLatency);
  const wrong = unsoundRisk(risk);
  check(wrong === null, wrong ?? "");
  const { bands } = settings.execution;
  for (const model of [queueModel, ...(bands ? [bands.pessimistic, bands.optimistic] : [])]) checkModel(model);
  assertExecution(settings.execution);
  const names = strategies.map(({ name }) => name);
  check(new Set(names).size === names.length, "a strategy stands twice on the desk");
  for (const { name } of settings.strategies) check(names.includes(name), `there is no strategy ${name}`);
  for (const name of names.slice(0, settings.strategies.length)) {
    const isOurs = settings.strategies.some((strategy) => strategy.name === name);
    check(isOurs, `strategy ${name} is not in the settings and stands before one that is`);
  }
}

function checkModel(model: QueueModelSettings): void {
  if (model.kind !== "power") return;
  const { exponent } = model;
  check(exponent >= 0.1 && exponent <= 10, `the exponent of the power model must be 0.1 to 10, was ${exponent}`);
}

export const settingsFingerprint = (settings: DeskSettings): string => fingerprint(toPlain(settings, "settings"));

function checkLatency(name: string, latency: LatencySettings): void {
  const { minMicros, maxMicros, spikeShare, spikeFactorMin, spikeFactorMax } = latency;
  checkMicros(`the least ${name} latency`, minMicros);
  checkMicros(`the most ${name} latency`, maxMicros);
  check(minMicros <= maxMicros, `the ${name} latency's range is empty: ${minMicros} to ${maxMicros} µs`);
  check(spikeShare >= 0 && spikeShare <= 1, `the share of ${name} spikes must be 0 to 1, was ${spikeShare}`);
  const isRange = spikeFactorMin >= 1 && spikeFactorMin <= spikeFactorMax && spikeFactorMax <= 1_000;
  check(isRange, `the factors of ${name} spikes must rise within 1 to 1000`);
}

const MICROS_MAX = 3_600_000_000;

const checkMicros = (name: string, value: number): void =>
  check(
    Number.isSafeInteger(value) && value >= 0 && value <= MICROS_MAX,
    `${name} must be a whole number of µs of at most an hour, was ${value}`,
  );

function check(isFine: boolean, message: string): void {
  if (!isFine) throw new AppError("invalid", `Desk settings: ${message}`);
}
