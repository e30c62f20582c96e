import { expect, test } from "vitest";
import { everySoOften } from "./every-so-often";

test("runs again and again, never twice at once, survives an error, and a stop waits for the run under way", async () => {
  const waiting: (() => void)[] = [];
  const troubles: unknown[] = [];
  let running = 0;
  let most = 0;
  let arrived: () => void = () => {};
  const next = (): Promise<void> => new Promise((resolve) => (arrived = resolve));
  let isNext = next();
  const loop = everySoOften(
    () => 0,
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        arrived();
      });
      running -= 1;
      if (waiting.length === 2) throw new Error("this once");
    },
    (error) => troubles.push(error),
  );
  for (let run = 0; run < 3; run++) {
    await isNext;
    isNext = next();
    waiting[run]?.();
  }
  await isNext;
  let hasStopped = false;
  const stopped = loop.stop().then(() => (hasStopped = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(hasStopped).toBe(false);
  waiting[3]?.();
  await stopped;
  expect({ most, runs: waiting.length, troubles: troubles.length }).toEqual({ most: 1, runs: 4, troubles: 1 });
});
