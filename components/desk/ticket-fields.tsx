"use client";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { Side, TimeInForce } from "@/server/domain/order";
import { useMarket } from "./market-context";
import type { SizeUnit, TicketForm } from "./ticket-form";
import { priceField } from "./units";

export type TicketFieldProps = { readonly form: TicketForm; readonly onChange: (over: Partial<TicketForm>) => void };

export function SidePicker({ side, onChange }: { readonly side: Side; readonly onChange: (side: Side) => void }) {
  return (
    <div role="radiogroup" aria-label="Side" className="grid grid-cols-2 gap-1 rounded-md bg-surface-2 p-0.5">
      {(["buy", "sell"] as const).map((value) => (
        <label
          key={value}
          className={cn(
            "flex h-8 cursor-pointer items-center justify-center gap-1.5 rounded-sm font-semibold text-muted text-sm transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent",
            side === value && (value === "buy" ? "bg-up text-ink" : "bg-down text-ink"),
          )}
        >
          <input
            type="radio"
            name="side"
            value={value}
            checked={side === value}
            onChange={() => onChange(value)}
            className="sr-only"
          />
          {value === "buy" ? "▲ Buy" : "▼ Sell"}
        </label>
      ))}
    </div>
  );
}

const TIMES: readonly { readonly value: TimeInForce; readonly label: string; readonly hint: string }[] = [
  { value: "GTC", label: "GTC", hint: "good till cancelled" },
  { value: "IOC", label: "IOC", hint: "at once, rest cancelled" },
  { value: "FOK", label: "FOK", hint: "whole at once or not at all" },
];

export function TypeRow({ form, onChange }: TicketFieldProps) {
  const isMarket = form.type === "market";
  return (
    <div className="flex items-center gap-2">
      <Segmented
        label="Order type"
        value={form.type}
        segments={[
          { value: "limit", label: "Limit" },
          { value: "market", label: "Market" },
        ]}
        onChange={(type) => onChange({ type })}
        className="flex-1"
      />
      <Select
        label="Time in force"
        value={isMarket && form.timeInForce === "GTC" ? "IOC" : form.timeInForce}
        options={isMarket ? TIMES.slice(1) : TIMES}
        onChange={(timeInForce) => onChange({ timeInForce })}
      />
    </div>
  );
}

export function PriceField({ form, onChange }: TicketFieldProps) {
  const { spec, units, market } = useMarket();
  const takeTouch = () => {
    const book = market.get();
    const touch = (form.side === "buy" ? book?.bids : book?.asks)?.[0]?.[0];
    if (touch !== undefined) onChange({ priceText: priceField(units, touch) });
  };
  return (
    <Field
      label="Price"
      value={form.priceText}
      onChange={(priceText) => onChange({ priceText })}
      inputMode="decimal"
      data-field="price"
      unit={
        <span className="flex items-center gap-1.5">
          {spec.quote}
          <button
            type="button"
            onClick={takeTouch}
            className="rounded-sm bg-surface-3 px-1 text-text hover:bg-line-strong/40"
            title="Take the best price of my side"
          >
            Touch
          </button>
        </span>
      }
    />
  );
}

export function SizeField({ form, onChange }: TicketFieldProps) {
  const { spec } = useMarket();
  return (
    <Field
      label="Size"
      value={form.sizeText}
      onChange={(sizeText) => onChange({ sizeText })}
      inputMode="decimal"
      data-field="size"
      unit={
        <select
          aria-label="Unit of the size"
          value={form.sizeUnit}
          onChange={(event) => onChange({ sizeUnit: toSizeUnit(event.target.value) })}
          className="h-6 cursor-pointer rounded-sm bg-surface-3 px-1 text-text text-xs"
        >
          <option value="base">{spec.base}</option>
          <option value="quote">{spec.quote}</option>
          <option value="percent">% of equity</option>
        </select>
      }
    />
  );
}

const toSizeUnit = (text: string): SizeUnit => (text === "quote" || text === "percent" ? text : "base");
