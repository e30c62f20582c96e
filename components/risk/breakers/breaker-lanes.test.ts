import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { Breaker, BreakerEvent, BreakerState } from "@/server/domain/risk/risk-view";
import { breakerLanes } from "./breaker-lanes";

const breaker = (over: Partial<Breaker> = {}): Breaker => ({
  id: "daily_loss",
  kind: "daily_loss",
  instrumentId: null,
  strategy: null,
  state: "armed",
  since: micros(0),
  rearmsAt: null,
  value: "0 %",
  limit: "5 %",
  text: "",
  ...over,
});
const volatility = { id: "volatility:v:X", kind: "volatility", instrumentId: "v:X" } as const;

let seq = 0;
const event = (at: number, to: BreakerState, over: Partial<Breaker> = {}): BreakerEvent => ({
  seq: (seq += 1),
  at: micros(at),
  breaker: breaker({ ...over, state: to, text: `at ${at}` }),
  from: to === "open" ? "armed" : "open",
  to,
  cause: "daily_loss",
});

const lanes = (events: readonly BreakerEvent[], breakers: readonly Breaker[] = []) =>
  breakerLanes({ events, breakers }, { from: 100, now: 200 }, []);

test("a breaker is drawn from its opening to its arming, clipped to the window", () => {
  const [lane] = lanes([event(50, "open"), event(120, "armed"), event(150, "open"), event(170, "armed")]);
  expect(lane?.spans.map(({ left, width, from, to }) => [left, width, from, to])).toEqual([
    [0, 0.2, 50, 120],
    [0.5, expect.closeTo(0.2), 150, 170],
  ]);
});

test("one that is open reaches to now, whether its opening was read or not", () => {
  expect(lanes([event(150, "open")])[0]?.spans).toMatchObject([{ left: 0.5, width: 0.5, to: null, text: "at 150" }]);
  const open = breaker({ state: "open", since: micros(180), text: "now" });
  expect(lanes([], [open])[0]).toMatchObject({ isOpen: true, spans: [{ left: 0.8, from: 180, to: null }] });
});

test("an arming without its opening began before what was read", () => {
  expect(lanes([event(130, "armed")])[0]?.spans).toMatchObject([{ left: 0, width: 0.3, to: 130 }]);
});

test("the desk's own lanes are always there, an instrument's only when it was open in the window", () => {
  const quiet = [breaker(), breaker(volatility)];
  expect(lanes([], quiet).map(({ name }) => name)).toEqual(["Daily loss"]);
  const busy = lanes([event(150, "open", volatility), event(151, "armed", volatility)], quiet);
  expect(busy.map(({ name }) => name)).toEqual(["Daily loss", "Volatility · v:X"]);
  expect(lanes([event(10, "open", volatility), event(20, "armed", volatility)], quiet)).toHaveLength(1);
});
