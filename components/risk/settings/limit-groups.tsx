"use client";
import { RISK_FIELDS, type RiskGroup } from "@/server/domain/risk/risk-fields";
import type { RiskKey } from "@/server/domain/risk/risk-settings";
import { BreakerSettings } from "./breaker-settings";
import { RISK_KEYS } from "./draft";
import { ChoiceRow, Group, NumberRow } from "./rows";
import { GROUP_NAMES } from "./words";

const EXITS = [
  { value: "percent", label: "Per cent" },
  { value: "atr", label: "ATR" },
] as const;

/** Every number of the catalog, in its group. */
export function LimitGroups() {
  return (
    <>
      <Plain group="exposure" text="Of equity. An order that would pass one is refused, or cut to what is left." />
      <Plain group="orders" />
      <Plain group="market" text="What an instrument's data must be like before an order goes out on it." />
      <Group title={GROUP_NAMES.exits} text="Where the desk closes a position by itself.">
        <ChoiceRow
          path="exitMethod"
          label="Exits by"
          options={EXITS}
          hint="Whether stop and target go by per cent or by ATR."
        />
        {keysOf("exits").map((key) => (
          <NumberRow key={key} path={key} bounds={RISK_FIELDS[key]} />
        ))}
      </Group>
      <BreakerSettings />
    </>
  );
}

const keysOf = (group: RiskGroup): readonly RiskKey[] => RISK_KEYS.filter((key) => RISK_FIELDS[key].group === group);

function Plain({ group, text }: { readonly group: RiskGroup; readonly text?: string }) {
  return (
    <Group title={GROUP_NAMES[group]} {...(text === undefined ? {} : { text })}>
      {keysOf(group).map((key) => (
        <NumberRow key={key} path={key} bounds={RISK_FIELDS[key]} />
      ))}
    </Group>
  );
}
