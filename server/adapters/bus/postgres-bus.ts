/**
 * The bus on LISTEN and NOTIFY: one connection to listen, one to speak.
 *
 * What is published while the database is away is dropped (the contract is at most once); listening
 * resumes by itself. All that is published within one turn of the event loop goes in one query:
 * notifying costs a commit, not a message.
 */
import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { AppError } from "@/server/domain/errors";
import type { Bus } from "@/server/ports/bus";
import { FrameJoiner, toFrames } from "./frames";
import { assertPayload } from "./payload";
import { Subscriptions } from "./subscriptions";

export type PostgresBusOptions = Readonly<{
  url: string;
  /** Once per outage. */
  onError: (error: unknown) => void;
}>;

const RECONNECT_MILLIS_MIN = 100;
const RECONNECT_MILLIS_MAX = 2_000;
const CONNECT_MILLIS_MAX = 5_000;
const FRAMES_PER_QUERY = 1_000;
/** Beyond these the oldest are dropped: a bus that lags minutes behind helps nobody. */
const FRAMES_WAITING_MAX = 20_000;

/** A channel's name may have 63 bytes, a topic more. */
const channelOf = (topic: string): string => `tapedeck_${createHash("sha1").update(topic).digest("hex")}`;

const connect = async (url: string, name: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: `tapedeck bus ${name}`,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MILLIS_MAX,
  });
  client.on("error", () => {}); // told by "end"
  await client.connect();
  return client;
};

export function createPostgresBus(options: PostgresBusOptions): Bus {
  const listener = new Listener(options);
  const speaker = new Speaker(options);
  return {
    async publish(topic, payload) {
      assertPayload(topic, payload);
      await speaker.say(topic, payload);
    },
    subscribe: (topic, handler) => listener.subscribe(topic, handler),
    async close() {
      await Promise.all([listener.close(), speaker.close()]);
    },
  };
}

class Listener {
  #options: PostgresBusOptions;
  #subscriptions = new Subscriptions();
  #joiners = new Map<string, { topic: string; joiner: FrameJoiner }>();
  #client: Promise<pg.Client> | null = null;
  #isClosed = false;
  #isOut = false;
  #timer: NodeJS.Timeout | undefined;
  #wakeTimer: () => void = () => {};

  constructor(options: PostgresBusOptions) {
    this.#options = options;
  }

  async subscribe(topic: string, handler: (payload: string) => void): Promise<() => void> {
    // Each subscription is one of its own, also when a handler is used twice.
    const own = (payload: string): void => handler(payload);
    if (this.#subscriptions.add(topic, own)) {
      this.#joiners.set(channelOf(topic), { topic, joiner: new FrameJoiner() });
      await this.#listen(topic);
    } else {
      await this.#connection();
    }
    return () => {
      if (!this.#subscriptions.remove(topic, own)) return;
      this.#joiners.delete(channelOf(topic));
      void this.#client?.then((client) => client.query(`UNLISTEN ${channelOf(topic)}`)).catch(() => {});
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#wakeTimer();
    this.#subscriptions.clear();
    const client = await this.#client?.catch(() => null);
    await client?.end();
  }

  async #listen(topic: string): Promise<void> {
    const client = await this.#connection();
    // When the connection breaks here, the next one listens to every topic that is subscribed.
    await client.query(`LISTEN ${channelOf(topic)}`).catch(() => this.#connection());
  }

  #connection(): Promise<pg.Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  async #connect(): Promise<pg.Client> {
    for (let wait = RECONNECT_MILLIS_MIN; ; wait = Math.min(wait * 2, RECONNECT_MILLIS_MAX)) {
      if (this.#isClosed) throw new AppError("unavailable", "The bus is closed");
      try {
        return await this.#connectOnce();
      } catch (error) {
        if (!this.#isOut) this.#options.onError(error);
        this.#isOut = true;
        await new Promise<void>((resolve) => {
          this.#wakeTimer = resolve;
          this.#timer = setTimeout(resolve, wait);
        });
      }
    }
  }

  async #connectOnce(): Promise<pg.Client> {
    const client = await connect(this.#options.url, "listen");
    client.on("notification", ({ channel, payload = "" }) => {
      const known = this.#joiners.get(channel);
      const message = known?.joiner.push(payload) ?? null;
      if (known && message !== null) this.#subscriptions.deliver(known.topic, message);
    });
    client.once("end", () => {
      this.#client = null;
      if (this.#isClosed) return;
      this.#options.onError(new AppError("unavailable", "The bus lost its connection and connects again"));
      this.#isOut = true;
      void this.#connection().catch(() => {});
    });
    const channels = this.#subscriptions.topics().map((topic) => `LISTEN ${channelOf(topic)};`);
    if (channels.length > 0) await client.query(channels.join(" "));
    this.#isOut = false;
    return client;
  }
}

type Frame = readonly [channel: string, text: string];

class Speaker {
  #options: PostgresBusOptions;
  #publisher = randomBytes(5).toString("hex");
  #number = 0;
  #waiting: Frame[] = [];
  #flushing: Promise<void> | null = null;
  #client: pg.Client | null = null;
  #isOut = false;

  constructor(options: PostgresBusOptions) {
    this.#options = options;
  }

  /** Resolves when it was handed to the database, or dropped because that is away. */
  say(topic: string, payload: string): Promise<void> {
    const channel = channelOf(topic);
    this.#number += 1;
    const frames = toFrames({ publisher: this.#publisher, number: this.#number, payload });
    for (const frame of frames) this.#waiting.push([channel, frame]);
    if (this.#waiting.length > FRAMES_WAITING_MAX) this.#waiting.splice(0, this.#waiting.length - FRAMES_WAITING_MAX);
    this.#flushing ??= this.#flush();
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#client?.end();
  }

  async #flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // the rest of this turn comes along
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, FRAMES_PER_QUERY);
      try {
        await this.#send(batch);
        this.#isOut = false;
      } catch (error) {
        this.#waiting = [];
        if (!this.#isOut) this.#options.onError(error);
        this.#isOut = true;
      }
    }
    this.#flushing = null;
  }

  async #send(batch: readonly Frame[]): Promise<void> {
    this.#client ??= await this.#connect();
    await this.#client.query({
      name: "tapedeck_notify",
      text: "SELECT pg_notify(channel, frame) FROM unnest($1::text[], $2::text[]) AS message(channel, frame)",
      values: [batch.map(([channel]) => channel), batch.map(([, text]) => text)],
    });
  }

  async #connect(): Promise<pg.Client> {
    const client = await connect(this.#options.url, "notify");
    client.once("end", () => {
      if (this.#client === client) this.#client = null;
    });
    return client;
  }
}
