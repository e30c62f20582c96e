/**
 * ccxt's Binance class with a tap: each text of the market streams is handed over with its receive time before
 * ccxt sees it, and ccxt never does: its unified books and trades would cost another fifth of a core at 5,000 messages
 * a second, twice what the whole of ours takes (docs/collection.md). What remains ccxt's: addresses, connecting, subscribing, ping, the markets and REST.
 */
import type { BinanceClass, BinanceClient } from "./load-binance";

export type Tap = Readonly<{
  onText: (text: string) => void;
  /** The venue acknowledged a subscription. */
  onSubscribed: () => void;
  /** The body of a REST answer, before it is parsed. */
  onRest: (url: string, text: string) => void;
}>;

export type TappedBinance = InstanceType<BinanceClass>;

/** How answers to our requests begin, which ccxt needs. Everything else is the market's, garbage included. */
const ANSWER_STARTS = ['{"result"', '{"id"', '{"error"', '{"code"', '{"status"'];

const isAnswer = (text: string): boolean => ANSWER_STARTS.some((start) => text.startsWith(start));

/** As much of the `ws` socket as the tap uses. */
type Socket = Readonly<{ prependListener: (event: "message", listener: (data: Buffer) => void) => void }>;

export function createTappedBinance(Binance: BinanceClass, config: object, tap: Tap): TappedBinance {
  const tapped = new WeakSet<BinanceClient>();

  class Tapped extends Binance {
    override client(url: string): BinanceClient {
      const client = super.client(url);
      if (!tapped.has(client)) {
        tapped.add(client);
        tapClient(client, tap);
      }
      return client;
    }

    /**
     * One connection for all streams of an address: books and trades are lost together or not at all. USD-M sends mark
     * prices from another address; when either is lost, both are left.
     */
    override stream(): string {
      return "0";
    }

    /** ccxt would fetch its own snapshot here. */
    override handleSubscriptionStatus(_client: BinanceClient, message: unknown): unknown {
      tap.onSubscribed();
      return message;
    }

    override onRestResponse(...args: Parameters<TappedBinance["onRestResponse"]>): unknown {
      const [, , url, , , body] = args as unknown[];
      if (typeof url === "string" && typeof body === "string") tap.onRest(url, body);
      return super.onRestResponse(...args);
    }
  }
  return new Tapped(config);
}

function tapClient(client: BinanceClient, tap: Tap): void {
  const createConnection = client.createConnection.bind(client);
  const onMessage = client.onMessage.bind(client);
  // With a throttle ccxt sends without catching: a socket that closes at that moment would end the process.
  client.throttle = undefined;
  client.createConnection = () => {
    createConnection();
    // Before ccxt's own listener, which queues the message in a stream first.
    (client.connection as Socket).prependListener("message", (data) => {
      const text = data.toString();
      if (!isAnswer(text)) tap.onText(text);
    });
  };
  client.onMessage = (event: Readonly<{ data: string }>) => {
    if (isAnswer(event.data)) onMessage(event);
  };
}
