import { beforeEach, describe, expect, test } from "vitest";
import { encodeWire } from "@/server/domain/wire";
import { type EventSourceLike, StreamClient } from "./stream-client";

/** A connection that the test drives by hand. */
class FakeSource extends EventTarget implements EventSourceLike {
  readyState = 0;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
  }
  close() {
    this.readyState = 2;
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  send(topic: string, payload: unknown) {
    this.dispatchEvent(Object.assign(new Event(topic), { data: encodeWire(payload) }));
  }
  topics() {
    return new URL(this.url, "http://x").searchParams.get("topics");
  }
}

function setup() {
  const sources: FakeSource[] = [];
  let at = 0;
  const timers = new Map<number, { due: number; act: () => void }>();
  let nextId = 0;
  const client = new StreamClient("/api/stream", {
    open: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
    now: () => at,
    later: (act, millis) => {
      const id = nextId++;
      timers.set(id, { due: at + millis, act });
      return () => timers.delete(id);
    },
  });
  const advance = (millis: number) => {
    at += millis;
    for (const [id, timer] of timers) {
      if (timer.due <= at && timers.delete(id)) timer.act();
    }
  };
  return { client, sources, advance };
}

describe("StreamClient", () => {
  let t: ReturnType<typeof setup>;
  beforeEach(() => {
    t = setup();
  });

  test("subscriptions of one turn share one connection", () => {
    t.client.topic("market:a").subscribe(() => undefined);
    t.client.topic("desk:1").subscribe(() => undefined);
    t.advance(50);
    expect(t.sources.map((s) => s.topics())).toEqual(["desk:1,market:a"]);
  });

  test("a payload reaches its topic with its bigints, and no other", () => {
    const a = t.client.topic<{ equity: bigint }>("desk:1");
    const b = t.client.topic("desk:2");
    a.subscribe(() => undefined);
    b.subscribe(() => undefined);
    t.advance(50);
    t.sources[0]!.open();
    t.sources[0]!.send("desk:1", { equity: 12_345_678_901_234_567_890n });
    expect(a.get()).toEqual({ equity: 12_345_678_901_234_567_890n });
    expect(b.get()).toBeNull();
  });

  test("the old connection goes on delivering until the new one stands", () => {
    const a = t.client.topic<number>("market:a");
    a.subscribe(() => undefined);
    t.advance(50);
    t.sources[0]!.open();
    t.client.topic("market:b").subscribe(() => undefined);
    t.advance(50);
    expect(t.sources).toHaveLength(2);
    expect(t.sources[0]!.readyState).toBe(1);
    t.sources[1]!.open();
    expect(t.sources[0]!.readyState).toBe(2);
    t.sources[1]!.send("market:a", 7);
    expect(a.get()).toBe(7);
    expect(t.client.status.get().reopened).toBe(0);
  });

  test("what the server rendered is kept until the stream brings something newer", () => {
    const a = t.client.topic<number>("market:a", 1);
    expect(a.get()).toBe(1);
    expect(t.client.topic<number>("market:a", 99).get()).toBe(1);
  });

  test("silence beyond 25 s replaces the connection and counts as a reopening", () => {
    t.client.topic("market:a").subscribe(() => undefined);
    t.advance(50);
    t.sources[0]!.open();
    t.advance(25_000);
    expect(t.client.status.get().state).toBe("down");
    t.sources[1]!.open();
    expect(t.client.status.get()).toMatchObject({ state: "open", reopened: 1 });
  });

  test("a refused connection is tried again after a second", () => {
    t.client.topic("market:a").subscribe(() => undefined);
    t.advance(50);
    t.sources[0]!.close();
    t.sources[0]!.dispatchEvent(new Event("error"));
    expect(t.client.status.get().state).toBe("down");
    t.advance(1_000);
    expect(t.sources).toHaveLength(2);
  });

  test("when the last listener leaves, the connection closes", () => {
    const stop = t.client.topic("market:a").subscribe(() => undefined);
    t.advance(50);
    t.sources[0]!.open();
    stop();
    t.advance(50);
    expect(t.sources[0]!.readyState).toBe(2);
    expect(t.sources).toHaveLength(1);
  });
});
