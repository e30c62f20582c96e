/** The bus on Redis' publish and subscribe: one connection to listen, one to speak. ioredis connects again by itself. */
import { Redis } from "ioredis";
import type { Bus } from "@/server/ports/bus";
import { assertPayload } from "./payload";
import { Subscriptions } from "./subscriptions";

export type RedisBusOptions = Readonly<{
  url: string;
  /** Keeps several Tapedecks on one Redis apart. */
  prefix: string;
  /** Once per outage. */
  onError: (error: unknown) => void;
}>;

export function createRedisBus({ url, prefix, onError }: RedisBusOptions): Bus {
  const subscriptions = new Subscriptions();
  const channelOf = (topic: string): string => `${prefix}:bus:${topic}`;
  const listener = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null });
  // While Redis is away messages are dropped and not kept for later: the contract is at most once.
  const speaker = new Redis(url, { maxRetriesPerRequest: 1, enableAutoPipelining: true });
  for (const client of [listener, speaker]) {
    let isOut = false;
    client.on("ready", () => void (isOut = false));
    client.on("error", (error) => {
      if (!isOut) onError(error);
      isOut = true;
    });
  }
  listener.on("message", (channel: string, payload: string) => {
    subscriptions.deliver(channel.slice(channelOf("").length), payload);
  });

  return {
    async publish(topic, payload) {
      assertPayload(topic, payload);
      await speaker.publish(channelOf(topic), payload).catch(() => {}); // told by "error"
    },
    async subscribe(topic, handler) {
      const own = (payload: string): void => handler(payload);
      const isFirst = subscriptions.add(topic, own);
      if (isFirst) await listener.subscribe(channelOf(topic));
      return () => {
        if (subscriptions.remove(topic, own)) void listener.unsubscribe(channelOf(topic)).catch(() => {});
      };
    },
    async close() {
      subscriptions.clear();
      for (const client of [listener, speaker]) await client.quit().catch(() => client.disconnect());
    },
  };
}
