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
    case "submitOco":
      return `one cancels the other: ${body.orders.map((order) => detailOf({ kind: "submit", order })).join(" | ")}`;
    case "startParent": {
      const { parent } = body;
      const limit = parent.limitTicks === null ? "any price" : `limit ${parent.limitTicks} ticks`;
      const seconds = Math.round(parent.durationMicros / 1_000_000);
      return `${parent.kind} ${parent.side} ${parent.sizeLots} lots of ${parent.instrumentId} within ${seconds} s, ${limit}`;
    }
    case "cancelParent":
      return `cancel ${body.parentId}`;
    case "setLeverage":
      return `${body.instrumentId}: ${body.mode} margin, leverage ${body.leverage}`;
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
      return `set trading to ${body.state}${body.why ? `: ${body.why}` : ""}`;
    case "setRisk":
      return `risk settings after version ${body.baseVersion}: ${body.why}`;
    case "rearm":
      return `arm breaker ${body.breaker}: ${body.why}`;
    case "marketFacts":
      return `facts of ${body.facts.instruments.length} instruments, ${body.facts.correlations.length} correlations`;
    case "flatten":
      return "cancel all orders and close all positions";
    case "kill":
      return "cancel all orders, close all positions and halt";
  }
}
