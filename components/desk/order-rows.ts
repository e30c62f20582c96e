/** The working table: what this page sent and the desk has not shown yet, then what the desk shows. */
import type { SentCommand } from "@/components/frame/commands";
import type { Order, OrderDraft } from "@/server/domain/order";

export type WorkingRow =
  | { readonly kind: "sent"; readonly id: string; readonly command: SentCommand; readonly draft: OrderDraft }
  | { readonly kind: "order"; readonly id: string; readonly order: Order };

/**
 * A sent order leaves as soon as the desk knows it, by its command id. One that was refused or did
 * not arrive stays until it is dismissed: the answer to what the person did stands where they look.
 */
export function toWorkingRows(
  sent: readonly SentCommand[],
  working: readonly Order[],
  known: ReadonlySet<string>,
): readonly WorkingRow[] {
  const shown = new Set(working.map((order) => order.commandId));
  const pending = sent.flatMap((command): WorkingRow[] => {
    const drafts = draftsOf(command.body);
    if (drafts.length === 0 || shown.has(command.id)) return [];
    if (known.has(command.id) && command.phase !== "refused" && command.phase !== "failed") return [];
    return drafts.map((draft, leg) => ({
      kind: "sent",
      id: leg === 0 ? command.id : `${command.id}-${leg}`,
      command,
      draft,
    }));
  });
  return [...pending.reverse(), ...working.map((order): WorkingRow => ({ kind: "order", id: order.id, order }))];
}

/** The orders that a command asks for by itself. */
function draftsOf(body: SentCommand["body"]): readonly OrderDraft[] {
  if (body.kind === "submitOco") return body.orders;
  return body.kind === "submit" ? [body.order] : [];
}

/** Equal for the table: the queue and its trace are drawn live and need no new row. */
export function sameWorking(a: readonly Order[], b: readonly Order[]): boolean {
  return a.length === b.length && a.every((order, i) => sameOrder(order, b[i]));
}

function sameOrder(a: Order, b: Order | undefined): boolean {
  return (
    b !== undefined &&
    a.id === b.id &&
    a.state === b.state &&
    a.filledLots === b.filledLots &&
    a.sizeLots === b.sizeLots &&
    a.limitTicks === b.limitTicks &&
    a.acknowledgedAt === b.acknowledgedAt &&
    a.stopTicks === b.stopTicks &&
    a.triggeredAt === b.triggeredAt
  );
}
