"use client";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { settleOf } from "@/server/domain/instrument";
import type { Side, TimeInForce } from "@/server/domain/order";
import { useMarket } from "./market-context";
import { BY_HAND, MODE_START, modeOf, type SizeUnit, type TicketForm, type TicketMode } from "./ticket-form";
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
  { value: "GTD", label: "GTD", hint: "good till a time" },
  { value: "IOC", label: "IOC", hint: "at once, rest cancelled" },
  { value: "FOK", label: "FOK", hint: "whole at once or not at all" },
];

const MODES: readonly { readonly value: TicketMode; readonly label: string; readonly title: string }[] = [
  { value: "limit", label: "Limit", title: "At a price or better" },
  { value: "market", label: "Market", title: "At once, at what the book gives" },
  {
    value: "stop",
    label: "Stop",
    title: "Waits at the venue for a price: stop, take-profit, trailing, one-cancels-other",
  },
  { value: "algo", label: "Algo", title: "Worked over time: TWAP, VWAP, adaptive, iceberg" },
];

export function TypeRow({ form, onChange }: TicketFieldProps) {
  return (
    <Segmented
      label="Order type"
      value={modeOf(form)}
      segments={MODES}
      onChange={(mode) => onChange(MODE_START[mode])}
      className="w-full"
    />
  );
}

/** How long a limit or market order lasts. */
export function TimeRow({ form, onChange }: TicketFieldProps) {
  const isMarket = form.type === "market";
  const shown = isMarket && form.timeInForce !== "FOK" ? "IOC" : form.timeInForce;
  const options = isMarket ? TIMES.slice(2) : form.isOco ? TIMES.slice(0, 2) : TIMES;
  return (
    <div className="flex items-center gap-2">
      <Select
        label="Time in force"
        value={shown}
        options={options}
        onChange={(timeInForce) => onChange({ timeInForce })}
        className="shrink-0"
      />
      {shown === "GTD" ? (
        <Field
          label="for"
          value={form.minutesText}
          onChange={(minutesText) => onChange({ minutesText })}
          inputMode="decimal"
          data-field="minutes"
          unit="min"
          className="min-w-0 flex-1"
        />
      ) : (
        <span className="truncate text-muted text-xs">{TIMES.find(({ value }) => value === shown)?.hint}</span>
      )}
    </div>
  );
}

type PriceFieldProps = TicketFieldProps & { readonly label?: string };

export function PriceField({ form, onChange, label = "Price" }: PriceFieldProps) {
  const { spec, units, market } = useMarket();
  const takeTouch = () => {
    const book = market.get();
    const touch = (form.side === "buy" ? book?.bids : book?.asks)?.[0]?.[0];
    if (touch !== undefined) onChange({ priceText: priceField(units, touch) });
  };
  return (
    <Field
      label={label}
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
      onChange={(sizeText) => onChange({ sizeText, ...BY_HAND })}
      inputMode="decimal"
      data-field="size"
      unit={
        <select
          aria-label="Unit of the size"
          value={form.sizeUnit}
          onChange={(event) => onChange({ sizeUnit: toSizeUnit(event.target.value), ...BY_HAND })}
          className="h-6 cursor-pointer rounded-sm bg-surface-3 px-1 text-text text-xs"
        >
          <option value="base">{spec.contract?.kind === "inverse" ? "contracts" : spec.base}</option>
          <option value="quote">{settleOf(spec)}</option>
          <option value="percent">% of equity</option>
        </select>
      }
    />
  );
}

const toSizeUnit = (text: string): SizeUnit => (text === "quote" || text === "percent" ? text : "base");
