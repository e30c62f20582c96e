/** Tapedeck's own controls of a market: what it is, misbehaviour on demand, a flash crash. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { type Chaos, chaosOrder } from "./chaos";
import type { VenueModel } from "./venue-model";

export type FlashCrash = (symbol: string, course: Readonly<{ depth: number; seconds: number }>) => void;

export type ControlParts = Readonly<{
  model: VenueModel;
  chaos: Chaos;
  /** Of every product. */
  disconnectAll: () => void;
  /** Absent where the market is recorded. */
  flashCrash?: FlashCrash;
}>;

type Answer = Readonly<{ status: number; body: object }>;

const BODY_BYTES_MAX = 16_384;

const crashOrder = z.object({
  symbol: z.string().max(20),
  depthPercent: z.number().gt(0).max(90),
  seconds: z.number().min(1).max(3_600),
});

/** Paths below /tapedeck/. */
export async function answerControl(request: IncomingMessage, path: string, parts: ControlParts): Promise<Answer> {
  const { model, chaos } = parts;
  const route = `${request.method ?? "GET"} ${path}`;
  if (route === "GET /tapedeck/source") return { status: 200, body: model.source() };
  if (route === "GET /tapedeck/chaos") return { status: 200, body: { order: chaos.order, touched: chaos.touched } };
  if (route === "POST /tapedeck/chaos") return misbehave(await bodyOf(request), parts);
  if (route === "POST /tapedeck/flash-crash") return crash(await bodyOf(request), parts);
  return { status: 404, body: { error: `${route} is not served here` } };
}

function misbehave(body: unknown, { chaos, disconnectAll }: ControlParts): Answer {
  const order = chaosOrder.safeParse(body);
  if (!order.success) return { status: 400, body: { error: z.prettifyError(order.error) } };
  chaos.begin(order.data);
  if (order.data.disconnect === true) disconnectAll();
  return { status: 200, body: { order: order.data } };
}

function crash(body: unknown, { model, flashCrash }: ControlParts): Answer {
  const order = crashOrder.safeParse(body);
  if (!order.success) return { status: 400, body: { error: z.prettifyError(order.error) } };
  const { symbol, depthPercent, seconds } = order.data;
  if (flashCrash === undefined || !model.listings.some((listing) => listing.symbol === symbol)) {
    return { status: 400, body: { error: `${symbol} cannot crash here: it is recorded or not listed` } };
  }
  flashCrash(symbol, { depth: depthPercent / 100, seconds });
  return { status: 200, body: order.data };
}

/** Null when it is too long or no JSON: the schema then says what was expected. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
