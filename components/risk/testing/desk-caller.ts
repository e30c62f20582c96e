/** The desk as a browser test speaks to it beside the page: over the same API. */
import superjson from "superjson";
import type { CommandOutcome, PersonCommand } from "@/server/domain/command";
import { lots } from "@/server/domain/lots";
import type { Side } from "@/server/domain/order";
import type { RiskLimits } from "@/server/domain/risk/risk-settings";
import type { RiskView } from "@/server/domain/risk/risk-view";

export type DeskCaller = Readonly<{
  /** @throws Error when the desk refuses it */
  send: (body: PersonCommand) => Promise<CommandOutcome>;
  risk: () => Promise<RiskView>;
  /** Changes some numbers of the settings in force, and waits until they are. */
  setRisk: (change: Partial<RiskLimits>, why: string) => Promise<void>;
  /** An order at market, whatever becomes of it. */
  buy: (instrumentId: string, sizeLots: number) => Promise<{ orderId: string }>;
  /** A position of so much; tried anew when the moment is against it. */
  bought: (instrumentId: string, sizeLots: number) => Promise<void>;
  /** All of it sold. */
  closed: (instrumentId: string) => Promise<void>;
}>;

const LOOKS = 200;
const LOOK_MILLIS = 100;
const ORDERS_MAX = 10;

export async function deskCaller(webUrl: string): Promise<DeskCaller> {
  const query = async <T>(path: string, input?: object): Promise<T> => {
    const text = input === undefined ? "" : `?input=${encodeURIComponent(superjson.stringify(input))}`;
    return read<T>(await fetch(`${webUrl}/api/trpc/${path}${text}`));
  };
  const { desk } = await query<{ desk: { id: string } }>("desks.current");
  const deskId = desk.id;

  const outcomeOf = async (body: PersonCommand): Promise<CommandOutcome> => {
    const id = crypto.randomUUID();
    const headers = { "content-type": "application/json", origin: webUrl };
    const request = { method: "POST", headers, body: superjson.stringify({ deskId, id, body }) };
    await read(await fetch(`${webUrl}/api/trpc/desks.command`, request));
    return eventually(`an answer to ${body.kind}`, () =>
      query<CommandOutcome | null>("desks.outcome", { deskId, commandId: id }),
    );
  };
  const send = async (body: PersonCommand): Promise<CommandOutcome> => {
    const outcome = await outcomeOf(body);
    if (!outcome.accepted) throw new Error(`${body.kind} was refused: ${outcome.reason?.text ?? ""}`);
    return outcome;
  };
  const risk = () => eventually("the desk's risk", () => query<RiskView | null>("desks.risk", { deskId }));
  const order = (side: Side, instrumentId: string, sizeLots: number) =>
    outcomeOf({
      kind: "submit",
      order: {
        instrumentId,
        side,
        type: "market",
        timeInForce: "IOC",
        postOnly: false,
        limitTicks: null,
        sizeLots: lots(sizeLots),
      },
    });
  const heldOf = async (instrumentId: string): Promise<number> =>
    (await risk()).measures.instruments.find((one) => one.instrumentId === instrumentId)?.sizeLots ?? 0;
  const until = async (side: Side, instrumentId: string, wanted: number): Promise<void> => {
    let held = await heldOf(instrumentId);
    for (let i = 0; i < ORDERS_MAX && held !== wanted; i++) {
      const before = held;
      await order(side, instrumentId, Math.abs(wanted - held));
      // What did not fill is ordered again; the view follows within a second or two.
      held = await eventually("a fill", async () => {
        const now = await heldOf(instrumentId);
        return now === before ? null : { now };
      })
        .then(({ now }) => now)
        .catch(() => before);
    }
    if (held !== wanted) throw new Error(`${instrumentId}: ${wanted} lots were wanted, ${held} are held`);
  };
  return {
    send,
    risk,
    async setRisk(change, why) {
      const { version, settings } = await risk();
      await send({ kind: "setRisk", settings: { ...settings, ...change }, baseVersion: version, why });
      await eventually("the next version", async () => ((await risk()).version > version ? true : null));
    },
    async buy(instrumentId, sizeLots) {
      const { orderId } = await order("buy", instrumentId, sizeLots);
      if (orderId === null) throw new Error("the order has no id");
      return { orderId };
    },
    bought: async (instrumentId, sizeLots) => until("buy", instrumentId, (await heldOf(instrumentId)) + sizeLots),
    closed: (instrumentId) => until("sell", instrumentId, 0),
  };
}

async function read<T>(response: Response): Promise<T> {
  const answer = (await response.json()) as { result?: { data: Parameters<typeof superjson.deserialize>[0] } };
  if (answer.result === undefined) throw new Error(`the server said ${response.status}: ${JSON.stringify(answer)}`);
  return superjson.deserialize<T>(answer.result.data);
}

/** @throws Error when it does not come within twenty seconds */
async function eventually<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (let i = 0; i < LOOKS; i++) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
  }
  throw new Error(`${what} did not come`);
}
