// Guarantee: of one job never two attempts run in one worker, and a stop reaches each that runs.
import { expect, test } from "vitest";
import { CLOSING, createAttempts, LOCK_LOST } from "./attempts";

/** Runs until it is told to stop, and keeps a diary. */
const obedient = (name: string, diary: string[]) => async (signal: AbortSignal) => {
  diary.push(`${name} begins`);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  diary.push(`${name} ends: ${String(signal.reason)}`);
};

test("a job that comes back to its own worker stops the first attempt and waits for it", async () => {
  const diary: string[] = [];
  const attempts = createAttempts();
  const first = attempts.run("collect", undefined, obedient("first", diary));
  const second = attempts.run("collect", undefined, obedient("second", diary));
  const third = attempts.run("collect", undefined, obedient("third", diary));
  await first;
  await second;
  await expect.poll(() => diary).toContain("third begins");
  attempts.stopAll();
  await third;
  expect(diary).toEqual([
    "first begins",
    `first ends: ${LOCK_LOST}`,
    "second begins",
    `second ends: ${LOCK_LOST}`,
    "third begins",
    `third ends: ${CLOSING}`,
  ]);
});

test("other jobs run beside it; BullMQ's own signal counts too; a failure is the caller's", async () => {
  const diary: string[] = [];
  const attempts = createAttempts();
  const given = new AbortController();
  const desk = attempts.run("desk", given.signal, obedient("desk", diary));
  const collect = attempts.run("collect", undefined, obedient("collect", diary));
  given.abort("cancelled");
  await desk;
  await expect(attempts.run("desk", undefined, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  attempts.stopAll();
  await collect;
  expect(diary).toEqual(["desk begins", "collect begins", "desk ends: cancelled", `collect ends: ${CLOSING}`]);
});
