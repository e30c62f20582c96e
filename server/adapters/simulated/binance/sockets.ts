/** The WebSocket side of one product: single and combined streams, SUBSCRIBE and its kin, pings, slow readers. */
import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import type { Product } from "@/server/domain/instrument";
import type { Chaos } from "./chaos";

const STREAM = /^[a-z0-9_]{1,20}@[A-Za-z0-9_@]{1,30}$/;
const STREAMS_MAX = 1_024;
const PING_MILLIS = 20_000;
/** A reader that is this far behind is cut off, as the venue does. */
const BUFFERED_BYTES_MAX = 16 * 1024 * 1024;

type Connection = {
  readonly socket: WebSocket;
  readonly isCombined: boolean;
  readonly streams: Set<string>;
  isAlive: boolean;
};

/**
 * Whose streams an address is of: spot's `/ws…` and `/stream…`, USD-M's below `/fapi`, by category (`/fapi/public/ws`,
 * `/fapi/market/ws`) or without, COIN-M's below `/dapi`. Null when it is no stream's.
 */
export function streamProduct(url: string): Product | null {
  const match = /^(\/fapi(?:\/public|\/market)?|\/dapi)?\/(?:ws(?:\/[^?]*)?|stream)(?:\?|$)/.exec(url);
  if (match === null) return null;
  if (match[1] === undefined) return "spot";
  return match[1] === "/dapi" ? "inverse" : "linear";
}

export class Sockets {
  readonly #connections = new Set<Connection>();
  readonly #chaos: Chaos;
  /** Made anew after each change of who listens to what. */
  #wanted: ReadonlySet<string> | null = null;
  readonly #pings: ReturnType<typeof setInterval>;

  constructor(chaos: Chaos) {
    this.#chaos = chaos;
    this.#pings = setInterval(() => this.#ping(), PING_MILLIS);
  }

  /** Streams that somebody listens to, by the names they used. */
  wanted(): ReadonlySet<string> {
    this.#wanted ??= new Set([...this.#connections].flatMap(({ streams }) => [...streams]));
    return this.#wanted;
  }

  add(socket: WebSocket, request: IncomingMessage): void {
    const url = new URL(request.url ?? "/", "http://market");
    const isCombined = url.pathname.endsWith("/stream");
    const names = isCombined
      ? (url.searchParams.get("streams") ?? "").split("/")
      : url.pathname.replace(/^.*?\/ws/, "").split("/");
    const connection: Connection = {
      socket,
      isCombined,
      streams: new Set(names.filter((name) => STREAM.test(name))),
      isAlive: true,
    };
    this.#connections.add(connection);
    this.#wanted = null;
    socket.on("message", (data) => this.#onMessage(connection, textOf(data)));
    socket.on("pong", () => {
      connection.isAlive = true;
    });
    socket.on("close", () => {
      this.#connections.delete(connection);
      this.#wanted = null;
    });
    socket.on("error", () => socket.terminate());
  }

  publish(stream: string, data: string): void {
    for (const connection of this.#connections) {
      if (!connection.streams.has(stream)) continue;
      const text = connection.isCombined ? `{"stream":"${stream}","data":${data}}` : data;
      this.#chaos.pass(stream, text, {
        send: (sent) => this.#send(connection, sent),
        cut: () => connection.socket.terminate(),
      });
    }
  }

  disconnectAll(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  close(): void {
    clearInterval(this.#pings);
    this.disconnectAll();
  }

  #send({ socket }: Connection, text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > BUFFERED_BYTES_MAX) socket.terminate();
    else socket.send(text);
  }

  #ping(): void {
    for (const connection of this.#connections) {
      if (!connection.isAlive) connection.socket.terminate();
      connection.isAlive = false;
      connection.socket.ping();
    }
  }

  #onMessage(connection: Connection, text: string): void {
    const { socket, streams } = connection;
    const answer = (body: object) => socket.send(JSON.stringify(body));
    const request = parseRequest(text);
    if (request === null)
      return answer({ error: { code: 3, msg: "Invalid JSON: expected an object with method and id" } });
    const { id, method, params } = request;
    if (method === "LIST_SUBSCRIPTIONS") return answer({ result: [...streams], id });
    if (method !== "SUBSCRIBE" && method !== "UNSUBSCRIBE") {
      return answer({ error: { code: 2, msg: `Invalid request: unknown variant \`${method}\`` }, id });
    }
    const bad = params.find((name) => !STREAM.test(name));
    if (bad !== undefined || streams.size + params.length > STREAMS_MAX) {
      return answer({ error: { code: 2, msg: `Invalid request: ${bad ?? "too many streams"}` }, id });
    }
    this.#wanted = null;
    for (const name of params) {
      if (method === "SUBSCRIBE") streams.add(name);
      else streams.delete(name);
    }
    answer({ result: null, id });
  }
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString("utf8");

type Request = Readonly<{ id: unknown; method: string; params: readonly string[] }>;

function parseRequest(text: string): Request | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("method" in value) || typeof value.method !== "string")
      return null;
    const params = "params" in value && Array.isArray(value.params) ? (value.params as unknown[]) : [];
    return { id: "id" in value ? value.id : null, method: value.method, params: params.map(String) };
  } catch {
    return null;
  }
}
