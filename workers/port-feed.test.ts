import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { createPortFeed } from "./port-feed";
import { createSwitchboard } from "./switchboard";
import type { CollectorCommand, DeskCommandMessage } from "./thread-messages";

const block = new MarketBlockBuilder().take();

/** A desk's feed whose sink writes down what it hears; `until` waits for as many entries. */
function setup() {
  const heard: string[] = [];
  let wake: () => void = () => {};
  const note = (what: string): void => {
    heard.push(what);
    wake();
  };
  const requests: number[] = [];
  const clock = createHandClock(micros(0));
  const feed = createPortFeed({ request: () => void requests.push(heard.length), clock });
  feed.open({
    onOpen: (instruments) => note(`open ${instruments.length}`),
    onBlock: () => note("block"),
    onLost: () => note("lost"),
  });
  const until = async (count: number): Promise<readonly string[]> => {
    while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return heard;
  };
  return { feed, clock, requests, until };
}

test("a desk asks for a stream, hears it, and asks again, not at once, when it breaks", async () => {
  const { feed, clock, requests, until } = setup();
  const { port1, port2 } = new MessageChannel();
  feed.connect(port2);
  port1.postMessage({ type: "open", instruments: [] });
  port1.postMessage({ type: "block", block });
  await until(2);
  port1.close();
  expect(await until(3)).toEqual(["open 0", "block", "lost"]);
  clock.advance(499_000);
  expect(requests).toEqual([0]);
  clock.advance(5_000_000);
  expect(requests).toEqual([0, 3]);
  feed.close();
});

test("nothing of an older stream is heard once a new one stands", async () => {
  const { feed, until } = setup();
  const old = new MessageChannel();
  const fresh = new MessageChannel();
  feed.connect(old.port2);
  old.port1.postMessage({ type: "block", block });
  feed.connect(fresh.port2);
  fresh.port1.postMessage({ type: "open", instruments: [] });
  fresh.port1.postMessage({ type: "block", block });
  expect(await until(2)).toEqual(["open 0", "block"]);
  feed.close();
});

type Sent = CollectorCommand | DeskCommandMessage;
const thread = () => {
  const sent: string[] = [];
  return { sent, post: (message: Sent) => void sent.push(message.type) };
};

test("desk and collector find each other, whoever comes first", () => {
  const board = createSwitchboard();
  const [collector, early, late] = [thread(), thread(), thread()];
  board.want({ deskId: "a", venueId: "simulated", thread: early });
  expect(early.sent).toEqual([]);
  const gone = board.addCollector("simulated", collector);
  board.want({ deskId: "b", venueId: "simulated", thread: late });
  expect([early.sent, late.sent, collector.sent]).toEqual([["feed"], ["feed"], ["attach", "attach"]]);

  gone();
  board.want({ deskId: "a", venueId: "simulated", thread: early });
  expect(early.sent).toEqual(["feed"]);
  board.addCollector("binance", thread());
  expect(early.sent).toEqual(["feed"]);
});

test("a venue is named once a desk has waited long enough", () => {
  const board = createSwitchboard();
  board.want({ deskId: "a", venueId: "binance", thread: thread() });
  expect([board.waitingVenues(3), board.waitingVenues(3), board.waitingVenues(3)]).toEqual([[], [], ["binance"]]);
  board.forget("a");
  expect(board.waitingVenues(1)).toEqual([]);
});
