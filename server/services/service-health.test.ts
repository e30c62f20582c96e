import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { createServiceBreakers, noted } from "@/server/domain/service-breakers";
import { servicesOf } from "./service-health";

function processWith(name: string) {
  const state = { now: 0 };
  const breakers = createServiceBreakers(() => state.now);
  const beat = () => ({ kind: "worker", detail: name, services: breakers.statuses() });
  return { state, breakers, beat };
}

test("a service is as bad as whoever finds it worst, and the worst comes first", async () => {
  const [one, two] = [processWith("one"), processWith("")];
  const ask = async (place: typeof one, isUp: boolean) => {
    const noting = { breaker: place.breakers.around("venue REST"), now: () => place.state.now };
    await noted(noting, () => (isUp ? Promise.resolve() : Promise.reject(new Error("no route")))).catch(() => {});
  };
  for (let i = 1; i <= 5; i++) {
    one.state.now = i;
    await ask(one, false);
  }
  one.breakers.watching("database");
  await ask(two, true);
  expect(servicesOf([one.beat(), two.beat()])).toEqual([
    {
      name: "venue REST",
      state: "OPEN",
      failures: 5,
      lastFailure: { at: micros(5), text: "no route" },
      retryAt: 30_000_005,
      withholds: true,
      processes: ["worker one", "worker"],
    },
    {
      name: "database",
      state: "CLOSED",
      failures: 0,
      lastFailure: null,
      retryAt: null,
      withholds: false,
      processes: ["worker one"],
    },
  ]);
});

test("an error that is not the service's says that it answered, and passes", async () => {
  const { breakers } = processWith("one");
  const breaker = breakers.watching("database");
  for (let i = 0; i < 4; i++) breaker.failed(i, "away");
  const noting = { breaker, now: () => 4, isTheirs: () => false };
  await expect(noted(noting, () => Promise.reject(new Error("unique violation")))).rejects.toThrow("unique violation");
  expect(breaker.status(5)).toMatchObject({ state: "CLOSED", failures: 0 });
  expect(breakers.around("database")).toBe(breaker);
});
