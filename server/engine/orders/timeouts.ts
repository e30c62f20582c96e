/**
 * Requests that got no answer in time. The desk then asks the venue what became of them, as a real one
 * asks by its own order ids: what got lost is settled here, what is only slow goes on being waited for.
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { micros } from "@/server/domain/micros";
import { reason, secondsText } from "@/server/engine/risk/reason";
import type { VenueStatus } from "@/server/engine/risk/venue-status";
import type { Exchange } from "@/server/engine/venue/exchange";
import type { Loss, Watched } from "@/server/engine/venue/request-watch";
import type { ReportBody, RequestBody, VenueReport } from "@/server/engine/venue/requests";
import type { DeskOrder } from "./desk-order";
import type { DeskOrders } from "./desk-orders";

export type TimeoutsDeps = Readonly<{
  settings: DeskSettings;
  exchange: Exchange;
  orders: DeskOrders;
  status: VenueStatus;
  /** What was lost is reported through the same door as all else. */
  report: (report: VenueReport) => void;
}>;

type Late = Readonly<{ watched: Watched; desk: DeskOrder }>;

export class Timeouts {
  readonly #deps: TimeoutsDeps;

  constructor(deps: TimeoutsDeps) {
    this.#deps = deps;
  }

  /** Looks at the next request whose time was out by `at`. @returns null when there was none, else whether it had no answer */
  step(at: number): boolean | null {
    const { exchange, orders } = this.#deps;
    const due = exchange.watch.takeDue(at);
    if (!due) return null;
    const { watched, loss } = due;
    const desk = orders.find(orderIdOf(watched.body));
    if (!desk || this.#isAnswered({ watched, desk })) return false;
    if (loss) this.#lost({ watched, desk }, loss);
    else this.#slow({ watched, desk });
    return true;
  }

  #isAnswered({ watched, desk }: Late): boolean {
    const { kind } = watched.body;
    if (kind === "new" || kind === "pair") return desk.order.acknowledgedAt !== null;
    if (kind === "cancel") return !desk.cancelRequested;
    return this.#amendPlace({ watched, desk }) < 0;
  }

  /** Its place among the amends of its order that have no answer yet; negative when it has one. */
  #amendPlace({ watched, desk }: Late): number {
    return desk.amends.length - 1 - this.#deps.exchange.watch.laterAmends(watched);
  }

  /** It may still come through: whoever gave up now could hold twice what they wanted. */
  #slow({ watched, desk }: Late): void {
    const { exchange, orders, settings } = this.#deps;
    exchange.watch.wait(watched);
    if (watched.isSaid) return;
    const waited = secondsText(settings.execution.requestTimeoutMicros);
    orders.note(desk, { at: micros(watched.at), text: `no answer to the ${nameOf(watched.body)} for ${waited} yet` });
  }

  #lost({ watched, desk }: Late, loss: Loss): void {
    const { exchange, orders, settings, status } = this.#deps;
    const at = micros(watched.at);
    const { body, retries } = watched;
    if (loss === "outage") status.noticed(exchange.outageAt(watched.arrivesAt), at);
    const { cancelRetriesMax, requestTimeoutMicros } = settings.execution;
    const waited = secondsText(requestTimeoutMicros);
    if (body.kind === "cancel" && retries < cancelRetriesMax) {
      desk.lastArrivesAt = exchange.send(watched.instrument, body, {
        notBefore: desk.lastArrivesAt,
        retries: retries + 1,
      });
      const text = `the cancel got no answer within ${waited} and was sent again (${retries + 1} of ${cancelRetriesMax})`;
      return orders.note(desk, { at, text });
    }
    const tries = retries > 0 ? `, ${retries + 1} times` : "";
    const why = reason("request_timeout", `the venue never answered the ${nameOf(body)} within ${waited}${tries}`, {
      limit: waited,
      value: secondsText((retries + 1) * requestTimeoutMicros),
    });
    if (body.kind === "amend") this.#toFront({ watched, desk });
    const told: ReportBody =
      body.kind === "cancel" || body.kind === "amend"
        ? { kind: "refused", request: body.kind, reason: why }
        : { kind: "closed", state: "REJECTED", reason: why };
    const { seq, instrument } = watched;
    const orderIds = body.kind === "pair" ? body.orders.map(({ id }) => id) : [desk.order.id];
    for (const orderId of orderIds) this.#deps.report({ at, seq, happenedAt: at, orderId, instrument, body: told });
  }

  /** A refused amend leaves the front of the list; this one may stand behind one whose answer is on its way. */
  #toFront({ watched, desk }: Late): void {
    const [mine] = desk.amends.splice(this.#amendPlace({ watched, desk }), 1);
    if (mine) desk.amends.unshift(mine);
  }
}

/** Of a pair the first: both are answered together. */
function orderIdOf(body: RequestBody): string {
  if (body.kind === "cancel" || body.kind === "amend") return body.orderId;
  return body.kind === "new" ? body.order.id : body.orders[0].id;
}

const nameOf = ({ kind }: RequestBody): string =>
  kind === "new" ? "order" : kind === "pair" ? "pair of orders" : kind;
