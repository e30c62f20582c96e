import type { CommandBody } from "@/server/domain/command";

/** A command in words, for the audit trail. */
export function describeCommand(body: CommandBody): Readonly<{ action: string; detail: string }> {
  return { action: `desk.${body.kind}`, detail: detailOf(body) };
}

function detailOf(body: CommandBody): string {
  switch (body.kind) {
    case "submit": {
      const { order } = body;
      const price = order.limitTicks === null ? "at market" : `at ${order.limitTicks} ticks`;
      const flags = `${order.timeInForce}${order.postOnly ? " post-only" : ""}`;
      return `${order.side} ${order.sizeLots} lots of ${order.instrumentId} ${price}, ${flags}`;
    }
    case "cancel":
      return `cancel ${body.orderId}`;
    case "cancelAll":
      return body.instrumentId === null ? "cancel all orders" : `cancel all orders of ${body.instrumentId}`;
    case "amend": {
      const price = body.limitTicks === null ? "same price" : `${body.limitTicks} ticks`;
      const size = body.sizeLots === null ? "same size" : `${body.sizeLots} lots`;
      return `amend ${body.orderId} to ${price}, ${size}`;
    }
    case "pause":
      return "pause strategies";
    case "resume":
      return "resume strategies, trading active";
    case "setStrategy":
      return `switch ${body.strategy} ${body.enabled ? "on" : "off"}`;
    case "setTradingState":
      return `set trading to ${body.state}`;
    case "flatten":
      return "cancel all orders and close all positions";
    case "kill":
      return "cancel all orders, close all positions and halt";
  }
}
