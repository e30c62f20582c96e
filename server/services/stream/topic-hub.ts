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
   * Calls `listener` with what is kept of the topic and with all that follows.
   * @returns a function that ends it. @throws AppError limit_exceeded when every kept topic is listened to
   */
  watch: (topic: string, listener: (message: TopicMessage) => void) => Promise<() => void>;
  /** What is kept, oldest first; subscribes the topic if it was not, so that a later call finds more. */
  recent: (topic: string) => Promise<readonly TopicMessage[]>;
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
  subscription: Promise<() => void>;
};

export function createTopicHub(bus: Bus): TopicHub {
  /** In order of use: the first without listeners is the one to drop. */
  const entries = new Map<string, Entry>();

  const makeRoom = async (): Promise<void> => {
    if (entries.size < TOPICS_MAX) return;
    for (const [topic, entry] of entries) {
      if (entry.listeners.size > 0) continue;
      entries.delete(topic);
      (await entry.subscription)();
      return;
    }
    throw new AppError("limit_exceeded", `At most ${TOPICS_MAX} topics can be watched at once`);
  };

  const open = async (topic: string): Promise<Entry> => {
    const known = entries.get(topic);
    if (known) {
      entries.delete(topic);
      entries.set(topic, known);
      await known.subscription;
      return known;
    }
    const entry: Entry = { listeners: new Set(), kept: [], subscription: Promise.resolve(() => {}) };
    const keep = keptOf(topic);
    entries.set(topic, entry);
    entry.subscription = makeRoom().then(() =>
      bus.subscribe(topic, (payload) => {
        const message = { topic, payload };
        if (keep > 0) entry.kept.push(message);
        if (entry.kept.length > keep) entry.kept.shift();
        for (const listener of entry.listeners) listener(message);
      }),
    );
    try {
      await entry.subscription;
    } catch (error) {
      entries.delete(topic);
      throw error;
    }
    return entry;
  };

  return {
    async watch(topic, listener) {
      const entry = await open(topic);
      for (const message of entry.kept.slice(-1)) listener(message);
      entry.listeners.add(listener);
      return () => entry.listeners.delete(listener);
    },
    recent: async (topic) => [...(await open(topic)).kept],
    async close() {
      const all = [...entries.values()];
      entries.clear();
      for (const entry of all) (await entry.subscription)();
    },
  };
}
