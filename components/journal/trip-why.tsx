import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { TimeText } from "@/components/ui/time-text";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { RouterOutputs } from "@/server/trpc/root";
import { costsOf } from "./costs";
import { ModelsLine } from "./models-view";
import { toQuote, toSignedQuote } from "./quantity";
import { Section } from "./section";
import { orderSentence, tripSentence } from "./sentence";

export type TripWhy = RouterOutputs["journal"]["trip"];

type TripReceiptProps = { readonly why: TripWhy; readonly spec: InstrumentSpec; readonly deskId: string };

/** A closed trade: what came of it, the sum that proves it, and the orders it was made of. */
export function TripReceipt({ why, spec, deskId }: TripReceiptProps) {
  const { trip, orders } = why;
  const won = trip.pnlAtoms > 0n;
  const opened = orders[0]?.order.side ?? "buy";
  const isLiquidated = orders.at(-1)?.order.role === "liquidation";
  const isInverse = spec.contract?.kind === "inverse";
  return (
    <>
      <header className="pb-4">
        <p className="mb-2 flex flex-wrap items-center gap-2">
          <span className="num text-muted text-xs">{trip.id}</span>
          {spec.contract === null ? null : (
            <Badge tone={opened === "buy" ? "up" : "down"}>{opened === "buy" ? "▲ long" : "▼ short"}</Badge>
          )}
          {isLiquidated ? <Badge tone="danger">liquidated</Badge> : null}
          <Badge tone={won ? "up" : trip.pnlAtoms < 0n ? "down" : "plain"}>
            {won ? "▲ won" : trip.pnlAtoms < 0n ? "▼ lost" : "even"}
          </Badge>
          <span className="ml-auto text-muted text-xs">
            <TimeText atMicros={trip.openedAt} /> to <TimeText atMicros={trip.closedAt} /> UTC
          </span>
        </p>
        <p className="text-balance text-lg" data-testid="why-sentence">
          {tripSentence({ trip, spec, opened, isLiquidated })}
        </p>
      </header>
      <Section title="The sum">
        <dl className="grid grid-cols-[1fr_auto] gap-y-1 text-sm">
          <Line name={isInverse ? "Worth when bought" : "Sold for"} value={toQuote(spec, trip.soldAtoms)} />
          <Line name={isInverse ? "Worth when sold" : "Bought for"} value={`− ${toQuote(spec, trip.boughtAtoms)}`} />
          <Line name="Before fees" value={toSignedQuote(spec, trip.soldAtoms - trip.boughtAtoms)} isSum />
          <Line name="Fees" value={`− ${toQuote(spec, trip.feesAtoms)}`} />
          <Line name="Result" value={toSignedQuote(spec, trip.pnlAtoms)} isSum />
        </dl>
        {spec.contract === null ? null : (
          <p className="mt-2 text-muted text-xs">
            {`Funding is paid on positions and not on trades, so it is not in this sum${isInverse ? "; an inverse contract is worth more of its currency the lower its price is" : ""}.`}
          </p>
        )}
      </Section>
      <Section title={orders.length === 1 ? "Its order" : `Its ${orders.length} orders`}>
        <ol className="flex flex-col gap-2">
          {orders.map(({ order, fills, predictions }) => (
            <li key={order.id}>
              <Link
                href={`/journal/orders/${order.id}?desk=${encodeURIComponent(deskId)}`}
                className="block rounded-md border border-line px-3 py-2 text-sm transition-colors hover:border-line-strong hover:bg-surface-2"
              >
                <span className="mb-0.5 flex gap-2 text-muted text-xs">
                  <span className="num">{order.id}</span>
                  <TimeText atMicros={order.decidedAt} withMillis />
                </span>
                {orderSentence({ order, fills, costs: costsOf(order, fills, spec), spec })}
                <ModelsLine predictions={predictions} />
              </Link>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

function Line({
  name,
  value,
  isSum = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly isSum?: boolean;
}) {
  const edge = isSum ? "border-line border-t pt-1 font-medium" : "";
  return (
    <>
      <dt className={edge}>{name}</dt>
      <dd className={`num text-right ${edge}`}>{value}</dd>
    </>
  );
}
