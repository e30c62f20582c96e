import { expect, test } from "vitest";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { DERIVED_STEP_MILLIS, DerivedStreams, periodMillis } from "./derived-streams";

type KlineEvent = { E: number; k: { t: number; T: number; x: boolean; o: string; h: string; l: string; c: string } };

/** Lives on by so many seconds and gives what one derived stream said. */
function listen(stream: string, seconds: number) {
  // Ten seconds before a full minute.
  const clock = new ManualClock((Date.UTC(2026, 10, 20, 10, 0) - 10_000) * 1_000);
  const venue = createSimulatedVenue({ seed: 2, clock });
  venue.start(() => {});
  const said: string[] = [];
  const derived = new DerivedStreams(venue, (name, data) => {
    expect(name).toBe(stream);
    said.push(data);
  });
  for (let step = 0; step < (seconds * 1_000) / DERIVED_STEP_MILLIS; step++) {
    clock.advance(DERIVED_STEP_MILLIS * 1_000);
    derived.step(new Set([stream, "btcusdt@trade", "dogeusdt@kline_1m", "btcusdt@kline_7m"]));
  }
  return { said, venue };
}

test("a bar that has ended is told once more, as final, before the next", () => {
  const { said } = listen("btcusdt@kline_1m", 20);
  const events = said.map((text) => JSON.parse(text) as KlineEvent);
  const finals = events.filter(({ k }) => k.x);
  expect(finals).toHaveLength(1);
  expect(finals[0]?.k.T).toBe((finals[0]?.k.t ?? 0) + 59_999);
  const at = events.findIndex(({ k }) => k.x);
  expect(events.slice(0, at).every(({ k }) => k.t === finals[0]?.k.t)).toBe(true);
  expect(events[at + 1]?.k).toMatchObject({ t: (finals[0]?.k.t ?? 0) + 60_000, x: false });
});

test("the last state of a running bar is the kline that REST tells", () => {
  const { said, venue } = listen("ethusdt@kline_1h", 6);
  const { k } = JSON.parse(said.at(-1) ?? "") as KlineEvent;
  expect(Number(k.h)).toBeGreaterThanOrEqual(Number(k.c));
  expect(Number(k.c) * 100).toBeCloseTo(venue.trades("ETHUSDT", 1)[0]?.ticks ?? 0, 6);
});

test.each([
  ["btcusdt@depth5@100ms", 100, 50],
  ["btcusdt@depth20", 1_000, 5],
  ["btcusdt@kline_1s", 1_000, 5],
  ["solusdt@ticker", 1_000, 5],
  ["solusdt@miniTicker", 1_000, 5],
])("%s comes every %i ms", (stream, period, count) => {
  expect(periodMillis(stream)).toBe(period);
  const { said } = listen(stream, 5);
  expect(said.length).toBeGreaterThanOrEqual(count);
  for (const text of said) JSON.parse(text);
});

test("what is not made on a timer is left alone", () => {
  expect(periodMillis("btcusdt@depth@100ms")).toBeNull();
  expect(periodMillis("btcusdt@trade")).toBeNull();
});
