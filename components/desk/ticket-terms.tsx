"use client";
import { Field } from "@/components/ui/field";
import { Toggle } from "@/components/ui/toggle";
import { useMarket } from "./market-context";
import { mayHaveExits, mayRest } from "./ticket-draft";
import { type TicketFieldProps } from "./ticket-fields";
import { modeOf } from "./ticket-form";
import { sizeUnitOf } from "./units";

/** What an order may say beyond its price and size. */
export function TicketTerms({ form, onChange }: TicketFieldProps) {
  const { spec } = useMarket();
  const mode = modeOf(form);
  const isEntry = mode !== "algo" && mayHaveExits(form, spec);
  const canRest = mode === "limit" && mayRest(form);
  return (
    <div className="flex flex-col gap-2">
      <Switches form={form} onChange={onChange} />
      {isEntry && form.hasExits ? <ExitFields form={form} onChange={onChange} /> : null}
      {canRest ? (
        <Field
          label="Show only"
          value={form.displayText}
          onChange={(displayText) => onChange({ displayText })}
          inputMode="decimal"
          data-field="display"
          unit={sizeUnitOf(spec)}
          placeholder="all of it"
          title="Iceberg: the rest stays hidden; each next part stands at the back of the queue"
        />
      ) : null}
    </div>
  );
}

type Switch = "postOnly" | "slides" | "reduceOnly" | "hasExits";

const SWITCHES: Readonly<Record<Switch, readonly [label: string, hint: string]>> = {
  postOnly: ["Post-only", "Never takes: refused rather than filled at once"],
  slides: ["Slide", "If it would cross, it is put one tick before the other side instead of being refused"],
  reduceOnly: ["Reduce-only", "Only ever makes the position smaller"],
  hasExits: ["Exits", "A stop and a target for what fills of it, one cancelling the other"],
};

function Switches({ form, onChange }: TicketFieldProps) {
  const { spec } = useMarket();
  const mode = modeOf(form);
  const canRest = mode === "limit" && mayRest(form);
  const shown: readonly (readonly [Switch, boolean])[] = [
    ["postOnly", canRest],
    ["slides", canRest && form.postOnly],
    ["reduceOnly", mode !== "algo" && (spec.contract !== null || form.side === "sell")],
    ["hasExits", mode !== "algo" && mayHaveExits(form, spec)],
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {shown.map(([name, isShown]) =>
        isShown ? (
          <Toggle
            key={name}
            label={SWITCHES[name][0]}
            hint={SWITCHES[name][1]}
            checked={form[name]}
            onChange={(checked) => onChange({ [name]: checked })}
          />
        ) : null,
      )}
    </div>
  );
}

function ExitFields({ form, onChange }: TicketFieldProps) {
  return (
    <div className="flex gap-2">
      <Field
        label="Stop"
        value={form.stopText}
        onChange={(stopText) => onChange({ stopText })}
        inputMode="decimal"
        data-field="stop"
        className="min-w-0 flex-1"
      />
      <Field
        label="Target"
        value={form.targetText}
        onChange={(targetText) => onChange({ targetText })}
        inputMode="decimal"
        data-field="target"
        className="min-w-0 flex-1"
      />
    </div>
  );
}
