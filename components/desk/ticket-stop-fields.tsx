"use client";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { hasLimit, isConditional, type OrderType } from "@/server/domain/order";
import { useMarket } from "./market-context";
import { PriceField, type TicketFieldProps, TimeRow } from "./ticket-fields";

type Kind = OrderType | "oco";

const KINDS: readonly { readonly value: Kind; readonly label: string; readonly hint: string }[] = [
  { value: "stop", label: "Stop", hint: "market order once the price is there" },
  { value: "stop_limit", label: "Stop-limit", hint: "limit order once the price is there" },
  { value: "take_profit", label: "Take-profit", hint: "market order at a better price" },
  { value: "take_profit_limit", label: "Take-profit limit", hint: "limit order at a better price" },
  { value: "trailing_stop", label: "Trailing stop", hint: "follows the best price" },
  { value: "oco", label: "OCO", hint: "limit target and stop, one cancels the other" },
];

/** Orders that wait at the venue for a price. */
export function StopFields({ form, onChange }: TicketFieldProps) {
  const { spec } = useMarket();
  const kind: Kind = form.isOco ? "oco" : form.type;
  const pick = (next: Kind) => onChange(next === "oco" ? { type: "limit", isOco: true } : { type: next, isOco: false });
  return (
    <>
      <div className="flex gap-2">
        <Select label="Kind of stop" value={kind} options={KINDS} onChange={pick} className="min-w-0 flex-1" />
        {spec.contract === null ? null : (
          <Select
            label="Triggered by"
            value={form.triggerBy}
            options={[
              { value: "last", label: "Last", hint: "the last print" },
              { value: "mark", label: "Mark", hint: "the venue's mark price" },
            ]}
            onChange={(triggerBy) => onChange({ triggerBy })}
          />
        )}
      </div>
      {form.type === "trailing_stop" ? (
        <TrailFields form={form} onChange={onChange} />
      ) : (
        <Field
          label={form.isOco ? "Stop" : "Trigger"}
          value={form.triggerText}
          onChange={(triggerText) => onChange({ triggerText })}
          inputMode="decimal"
          data-field="trigger"
          unit={spec.quote}
        />
      )}
      {hasLimit(form.type) ? (
        <PriceField form={form} onChange={onChange} label={form.isOco ? "Target" : "Limit"} />
      ) : null}
      {form.isOco || (isConditional(form.type) && hasLimit(form.type)) ? (
        <TimeRow form={form} onChange={onChange} />
      ) : null}
    </>
  );
}

function TrailFields({ form, onChange }: TicketFieldProps) {
  const { spec } = useMarket();
  return (
    <>
      <Field
        label="Trail"
        value={form.trailText}
        onChange={(trailText) => onChange({ trailText })}
        inputMode="decimal"
        data-field="trail"
        unit="%"
        title="How far it keeps from the best price since it began to trail"
      />
      <Field
        label="From"
        value={form.activationText}
        onChange={(activationText) => onChange({ activationText })}
        inputMode="decimal"
        data-field="activation"
        unit={spec.quote}
        placeholder="at once"
        title="It begins to trail when the price has come here; empty: at once"
      />
    </>
  );
}
