"use client";
import Link from "next/link";
import { ruleHref } from "@/components/assumptions/fill-rules";
import { toMoney } from "@/components/frame/money-format";
import type { TableColumn } from "@/components/ui/data-table";
import { toBps } from "@/components/ui/number-format";
import { toIsoMicros } from "@/components/ui/time-format";
import { TimeText } from "@/components/ui/time-text";
import { Unknown } from "@/components/ui/unknown";
import { formatAtoms } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill, FillRule } from "@/server/domain/order";
import { OrderLink } from "./order-link";
import { SideText } from "./side-text";
import { nameOf, priceField, sizeField, sizeUnitOf, unitsOf } from "./units";
import { slippageBps } from "./walk-book";

const RULES: Readonly<Record<FillRule, string>> = {
  walked_book: "walked the book",
  queue_reached: "queue reached us",
  traded_through: "traded through our price",
  level_passed: "the market passed our level",
  touch: "touched our price",
  exact_queue: "our turn in the queue",
};

/** @param instruments of the desk: what prices and sizes are counted in */
export function fillColumns(instruments: readonly InstrumentSpec[]): readonly TableColumn<Fill>[] {
  return [...whatColumns(instruments), ...whyColumns()];
}

function whatColumns(instruments: readonly InstrumentSpec[]): readonly TableColumn<Fill>[] {
  const specOf = (fill: Fill) => instruments.find((instrument) => instrument.id === fill.instrumentId);
  const inUnits = (fill: Fill, text: (units: ReturnType<typeof unitsOf>) => string) => {
    const spec = specOf(fill);
    return spec === undefined ? "–" : text(unitsOf(spec));
  };
  return [
    {
      id: "at",
      header: "UTC",
      width: 110,
      sort: (f) => f.at,
      cell: (f) => <TimeText atMicros={f.at} withMillis />,
      csv: (f) => toIsoMicros(f.at),
    },
    { id: "order", header: "Order", width: 84, cell: (f) => <OrderLink id={f.orderId} />, csv: (f) => f.orderId },
    {
      id: "symbol",
      wideOnly: true,
      header: "Instrument",
      width: 96,
      sort: (f) => f.instrumentId,
      cell: (f) => nameOf(specOf(f), f.instrumentId),
      csv: (f) => f.instrumentId,
    },
    {
      id: "side",
      header: "Side",
      width: 70,
      sort: (f) => f.side,
      cell: (f) => <SideText side={f.side} />,
      csv: (f) => f.side,
    },
    {
      id: "price",
      header: "Price",
      width: 110,
      align: "right",
      sort: (f) => f.priceTicks,
      cell: (f) => inUnits(f, (u) => u.price(f.priceTicks)),
      csv: (f) => inUnits(f, (u) => priceField(u, f.priceTicks)),
    },
    {
      id: "size",
      header: "Size",
      width: 120,
      align: "right",
      cell: (f) => inUnits(f, (u) => `${u.size(f.sizeLots)} ${sizeUnitOf(u.spec)}`),
      csv: (f) => inUnits(f, (u) => sizeField(u, f.sizeLots)),
    },
  ];
}

/** What it cost and why it happened. */
function whyColumns(): readonly TableColumn<Fill>[] {
  return [
    {
      id: "value",
      wideOnly: true,
      header: "Value",
      width: 100,
      align: "right",
      sort: (f) => f.notionalAtoms,
      cell: (f) => toMoney(f.notionalAtoms),
      csv: (f) => formatAtoms(f.notionalAtoms),
    },
    {
      id: "fee",
      wideOnly: true,
      header: "Fee",
      width: 84,
      align: "right",
      sort: (f) => f.feeAtoms,
      cell: (f) => toMoney(f.feeAtoms, 4),
      csv: (f) => formatAtoms(f.feeAtoms),
    },
    {
      id: "slip",
      wideOnly: true,
      header: "Against mid",
      width: 96,
      align: "right",
      hint: "Cost against the mid at the fill; below zero is better than the mid",
      cell: (f) => <Slippage fill={f} />,
    },
    {
      id: "liquidity",
      wideOnly: true,
      header: "Liquidity",
      width: 80,
      sort: (f) => f.liquidity,
      cell: (f) => f.liquidity,
    },
    {
      id: "rule",
      wideOnly: true,
      header: "Why",
      cell: (f) => (
        <Link href={ruleHref(f.rule)} className="text-muted hover:text-accent hover:underline">
          {RULES[f.rule]}
        </Link>
      ),
      csv: (f) => f.rule,
    },
  ];
}

function Slippage({ fill }: { readonly fill: Fill }) {
  if (fill.midHalfTicks === null) return <Unknown reason="There was no two-sided book at the fill" />;
  return toBps(slippageBps(fill.side, fill.priceTicks, fill.midHalfTicks));
}
