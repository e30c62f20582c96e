import { once } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type MarketBlock, MarketBlockBuilder } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { createDeskStreams } from "./desk-streams";
import type { FeedMessage } from "./thread-messages";

const BTC = { id: "test:BTC/USDT" } as InstrumentSpec;

function blockOf(...seqs: number[]): MarketBlock {
  const builder = new MarketBlockBuilder();
  const at = micros(1);
  const rest = { priceTicks: 1, sizeLots: 1, instrument: 0, kind: 1, side: 0, flags: 0 };
  for (const seq of seqs) builder.push({ exchangeAt: at, receivedAt: at, seq, ...rest });
  return builder.take();
}

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A desk at the other end of a port: what it got so far. */
function desk() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const got: (string | number[])[] = [];
  port2.on("message", (message: FeedMessage) => {
    got.push(message.type === "open" ? message.instruments.map(({ id }) => id).join() : [...message.block.seq]);
  });
  const until = async (count: number) => {
    while (got.length < count) await once(port2, "message");
  };
  return { port: port1, own: port2, got, until };
}

test("a desk gets the instruments, whole books, and then what all get", async () => {
  const streams = createDeskStreams({ instruments: () => [BTC], books: () => blockOf(7) });
  const first = desk();
  const second = desk();
  streams.attach(first.port);
  streams.send(blockOf(8, 9));
  streams.attach(second.port);
  streams.send(blockOf(10));
  await Promise.all([first.until(4), second.until(3)]);
  expect(first.got).toEqual([BTC.id, [7], [8, 9], [10]]);
  expect(second.got).toEqual([BTC.id, [7], [10]]);
});

test("rows that wait when a desk joins go to the others and come to it within the books", async () => {
  const first = desk();
  const second = desk();
  let waiting = false;
  const streams = createDeskStreams({
    instruments: () => [BTC],
    books: () => {
      if (waiting) streams.send(blockOf(8));
      return blockOf(waiting ? 8 : 7);
    },
  });
  streams.attach(first.port);
  waiting = true;
  streams.attach(second.port);
  await Promise.all([first.until(3), second.until(2)]);
  expect(first.got).toEqual([BTC.id, [7], [8]]);
  expect(second.got).toEqual([BTC.id, [8]]);
});

test("a desk that comes before the venue was reached begins when it is", async () => {
  let known: InstrumentSpec[] = [];
  const streams = createDeskStreams({ instruments: () => known, books: () => blockOf() });
  const early = desk();
  streams.attach(early.port);
  known = [BTC];
  streams.begin();
  streams.send(blockOf(1));
  await early.until(2);
  expect(early.got).toEqual([BTC.id, [1]]);
});

test("a desk that is gone gets nothing more and keeps nobody busy", async () => {
  const streams = createDeskStreams({ instruments: () => [BTC], books: () => blockOf() });
  const gone = desk();
  const stays = desk();
  streams.attach(gone.port);
  streams.attach(stays.port);
  const closed = once(gone.port, "close");
  gone.own.close();
  await closed;
  streams.send(blockOf(1));
  await stays.until(2);
  expect(stays.got).toEqual([BTC.id, [1]]);
});
