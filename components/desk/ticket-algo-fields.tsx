"use client";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Toggle } from "@/components/ui/toggle";
import type { ParentKind } from "@/server/domain/parent-order";
import { useMarket } from "./market-context";
import { PriceField, type TicketFieldProps } from "./ticket-fields";

const KINDS: readonly { readonly value: ParentKind; readonly label: string; readonly hint: string }[] = [
  { value: "twap", label: "TWAP", hint: "equal slices over time" },
  { value: "vwap", label: "VWAP", hint: "slices along the day's usual volume" },
  { value: "adaptive", label: "Adaptive", hint: "follows volume, spread, imbalance, time left" },
  { value: "iceberg", label: "Iceberg", hint: "shows a part at a time at one price" },
];

/** Orders that are worked over time in slices. */
export function AlgoFields({ form, onChange }: TicketFieldProps) {
  const { spec } = useMarket();
  const kind = form.algo ?? "twap";
  return (
    <>
      <Select
        label="Algorithm"
        value={kind}
        options={KINDS}
        onChange={(algo) => onChange({ algo })}
        className="w-full"
      />
      <PriceField form={form} onChange={onChange} label={kind === "iceberg" ? "Price" : "Limit, if any"} />
      <div className="flex gap-2">
        <Field
          label="Within"
          value={form.durationText}
          onChange={(durationText) => onChange({ durationText })}
          inputMode="decimal"
          data-field="duration"
          unit="min"
          className="min-w-0 flex-1"
        />
        {kind === "twap" || kind === "vwap" ? (
          <Field
            label="Slices"
            value={form.slicesText}
            onChange={(slicesText) => onChange({ slicesText })}
            inputMode="numeric"
            data-field="slices"
            className="min-w-0 flex-1"
          />
        ) : null}
        {kind === "adaptive" ? (
          <Field
            label="At most"
            value={form.participationText}
            onChange={(participationText) => onChange({ participationText })}
            inputMode="decimal"
            data-field="participation"
            unit="% of volume"
            className="min-w-0 flex-[1.4]"
          />
        ) : null}
        {kind === "iceberg" ? (
          <Field
            label="Shown"
            value={form.displayText}
            onChange={(displayText) => onChange({ displayText })}
            inputMode="decimal"
            data-field="display"
            unit={spec.base}
            className="min-w-0 flex-[1.4]"
          />
        ) : null}
      </div>
      {kind === "iceberg" ? null : (
        <Toggle
          label="Rest first, cross when late"
          hint="Each slice rests at the touch and takes only when it has fallen behind the plan"
          checked={form.isPassiveFirst}
          onChange={(isPassiveFirst) => onChange({ isPassiveFirst })}
        />
      )}
    </>
  );
}
