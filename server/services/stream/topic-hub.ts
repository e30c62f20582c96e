/**
 * One subscription per topic and process, fanned out to any number of listeners in it.
 *
 * State topics (market, feed, desk) keep their newest messages, so that a page which opens now is
 * not empty until the next one; event topics keep none, because an old event shown again would be
 * a lie. The number of topics is bounded: the one longest without a listener leaves first.
 */
import { AppError } from "@/server/domain/errors";
import type { Bus } from "@/server/ports/bus";

/** The same object for every listener, so that a transport may encode it once (keyed by identity). */
export type TopicMessage = Readonly<{ topic: string; payload: string }>;

export type TopicHub = Readonly<{
  /**
   * Calls `listener` with the newest state that is kept, and with all that follows. Does not wait for
   * the bus: while that is away there is nothing to hear.
   * @returns a function that ends it. @throws AppError limit_exceeded when every kept topic is listened to
   */
  watch: (topic: string, listener: (message: TopicMessage) => void) => () => void;
  /** What is kept, oldest first; subscribes the topic if it was not, so that a later call finds more. */
  recent: (topic: string) => readonly TopicMessage[];
  close: () => Promise<void>;
}>;

/** Two seconds of a market at ten messages a second: the trades of a first paint have no hole. */
const KEPT_MARKET = 20;
const TOPICS_MAX = 500;

/** Events are told once; everything else may be told again to a newcomer. */
export const isEventTopic = (topic: string): boolean => topic.startsWith("desk-events:");

const keptOf = (topic: string): number => {
  if (isEventTopic(topic)) return 0;
  return topic.startsWith("market:") ? KEPT_MARKET : 1;
};

type Entry = {
  readonly listeners: Set<(message: TopicMessage) => void>;
  readonly kept: TopicMessage[];
  /** Ends it at the bus; never rejects. */
  readonly unsubscribe: () => Promise<void>;
};

export function createTopicHub(bus: Bus): TopicHub {
  /** In order of use: the first without listeners is the one to drop. */
  const entries = new Map<string, Entry>();

  const makeRoom = (): void => {
    if (entries.size < TOPICS_MAX) return;
    for (const [topic, entry] of entries) {
      if (entry.listeners.size > 0) continue;
      entries.delete(topic);
      void entry.unsubscribe();
      return;
    }
    throw new AppError("limit_exceeded", `At most ${TOPICS_MAX} topics can be watched at once`);
  };

  const open = (topic: string): Entry => {
    const known = entries.get(topic);
    if (known) entries.delete(topic);
    else makeRoom();
    const entry = known ?? subscribe(bus, topic);
    entries.set(topic, entry);
    return entry;
  };

  return {
    watch(topic, listener) {
      const entry = open(topic);
      for (const message of entry.kept.slice(-1)) listener(message);
      entry.listeners.add(listener);
      return () => entry.listeners.delete(listener);
    },
    recent: (topic) => [...open(topic).kept],
    async close() {
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map((entry) => entry.unsubscribe()));
    },
  };
}

function subscribe(bus: Bus, topic: string): Entry {
  const keep = keptOf(topic);
  const listeners: Entry["listeners"] = new Set();
  const kept: TopicMessage[] = [];
  const subscription = bus.subscribe(topic, (payload) => {
    const message = { topic, payload };
    if (keep > 0) kept.push(message);
    if (kept.length > keep) kept.shift();
    for (const listener of listeners) listener(message);
  });
  // Only a bus that is closed refuses, and then this process is ending.
  const ended = subscription.catch(() => () => {});
  return { listeners, kept, unsubscribe: async () => (await ended)() };
}
