/**
 * One server-sent-event connection for the whole page, many topics on it.
 *
 * Each topic has a store with its newest payload. When the set of topics changes a second
 * connection is opened and takes over once it delivers, so that switching the instrument never
 * blanks what is on the screen. The browser's EventSource reconnects by itself; a connection that
 * says nothing for too long is replaced.
 */
import { decodeWire } from "@/server/domain/wire";
import { type Readable, Store } from "./topic-store";

export type StreamState = "connecting" | "open" | "down";

export type StreamStatus = {
  readonly state: StreamState;
  /** How often the stream came back after it was down: what was fetched before may have holes. */
  readonly reopened: number;
};

/** What the client needs of the browser; tests pass their own. */
export type StreamPorts = {
  readonly open: (url: string) => EventSourceLike;
  readonly now: () => number;
  readonly later: (act: () => void, millis: number) => () => void;
};

export type EventSourceLike = {
  readonly readyState: number;
  addEventListener: (type: string, listener: (event: Event) => void) => void;
  close: () => void;
};

/** Subscriptions that come and go within one turn of a page make one connection. */
const SETTLE_MILLIS = 30;
/** The server pings every 10 s; after this the connection is dead even if the socket does not know. */
const SILENCE_MILLIS = 25_000;
const RETRY_MILLIS = 1_000;
const CLOSED = 2;

type Topic = { readonly store: Store<unknown>; users: number };

export class StreamClient {
  readonly status: Store<StreamStatus> = new Store<StreamStatus>({ state: "connecting", reopened: 0 });
  /** Wall time of the last message of any kind, ms; null before the first. */
  heardAt: number | null = null;
  readonly #ports: StreamPorts;
  readonly #path: string;
  readonly #topics = new Map<string, Topic>();
  #source: EventSourceLike | null = null;
  #sourceTopics = "";
  #settling: (() => void) | null = null;
  #watch: (() => void) | null = null;

  constructor(path: string, ports: StreamPorts) {
    this.#path = path;
    this.#ports = ports;
  }

  /**
   * The store of a topic. Values flow while somebody is subscribed to it.
   *
   * @param initial what the server component already loaded; kept unless the stream brought something newer
   */
  topic<T>(name: string, initial: T | null = null): Readable<T | null> {
    const topic = this.#topicOf(name, initial);
    const store = topic.store as Store<T | null>;
    return {
      get: store.get,
      subscribe: (listener) => {
        const stop = store.subscribe(listener);
        topic.users += 1;
        if (topic.users === 1) this.#settle();
        return () => {
          stop();
          topic.users -= 1;
          if (topic.users === 0) this.#settle();
        };
      },
    };
  }

  /** Calls back each time the stream came back after it was down: what was fetched before may have holes. */
  onReopen(act: () => void): () => void {
    let seen = this.status.get().reopened;
    return this.status.subscribe(() => {
      const { reopened } = this.status.get();
      if (reopened === seen) return;
      seen = reopened;
      act();
    });
  }

  close(): void {
    this.#settling?.();
    this.#watch?.();
    this.#source?.close();
    this.#source = null;
    this.#sourceTopics = "";
  }

  #topicOf(name: string, initial: unknown): Topic {
    const known = this.#topics.get(name);
    if (known !== undefined) {
      if (known.store.get() === null && initial !== null) known.store.set(initial);
      return known;
    }
    const topic: Topic = { store: new Store<unknown>(initial), users: 0 };
    this.#topics.set(name, topic);
    return topic;
  }

  #settle(): void {
    this.#settling?.();
    this.#settling = this.#ports.later(() => this.#connect(), SETTLE_MILLIS);
  }

  #wanted(): string[] {
    return [...this.#topics]
      .filter(([, topic]) => topic.users > 0)
      .map(([name]) => name)
      .sort();
  }

  #connect(force = false): void {
    const wanted = this.#wanted();
    const key = wanted.join(",");
    if (key === this.#sourceTopics && !force) return;
    const previous = this.#source;
    this.#sourceTopics = key;
    if (wanted.length === 0) {
      previous?.close();
      this.#source = null;
      return;
    }
    const source = this.#ports.open(`${this.#path}?topics=${encodeURIComponent(key)}`);
    this.#source = source;
    source.addEventListener("open", () => {
      previous?.close();
      if (source === this.#source) this.#onOpen();
    });
    source.addEventListener("error", () => this.#onError(source, previous));
    for (const name of wanted) {
      source.addEventListener(name, (event) => {
        if (source === this.#source && "data" in event) this.#onMessage(name, String(event.data));
      });
    }
    source.addEventListener("ping", () => this.#heard());
  }

  #onOpen(): void {
    const { state, reopened } = this.status.get();
    this.status.set({ state: "open", reopened: state === "down" ? reopened + 1 : reopened });
    this.#heard();
  }

  /** EventSource retries by itself unless the server refused it; then we do. */
  #onError(source: EventSourceLike, previous: EventSourceLike | null): void {
    previous?.close();
    if (source !== this.#source) return;
    this.status.set({ ...this.status.get(), state: "down" });
    if (source.readyState === CLOSED) this.#ports.later(() => this.#replace(source), RETRY_MILLIS);
  }

  #onMessage(name: string, text: string): void {
    this.#heard();
    this.#topics.get(name)?.store.set(decodeWire<unknown>(text));
  }

  #heard(): void {
    this.heardAt = this.#ports.now();
    this.#guard();
  }

  /** Replaces the connection when nothing has been heard for too long. */
  #guard(): void {
    this.#watch?.();
    const source = this.#source;
    this.#watch = this.#ports.later(() => {
      this.status.set({ ...this.status.get(), state: "down" });
      if (source !== null) this.#replace(source);
    }, SILENCE_MILLIS);
  }

  #replace(source: EventSourceLike): void {
    if (source !== this.#source) return;
    source.close();
    this.#source = null;
    this.#connect(true);
  }
}
