"use client";
import { SIZING_METHODS, VOLATILITY_REGIMES } from "@/server/domain/sizing";
import { REGIME_SHARE, SIZING_FIELDS } from "@/server/domain/sizing-fields";
import { SIZING_KEYS } from "./draft";
import { ChoiceRow, Group, NumberRow } from "./rows";
import { METHOD_NAMES, REGIME_NAMES } from "./words";

export const METHOD_OPTIONS = SIZING_METHODS.map((value) => ({ value, label: METHOD_NAMES[value] }));

/** How large a new position is made, where neither the ticket nor the strategy says otherwise. */
export function SizingGroup() {
  return (
    <Group title="Sizing" text="How large a new position is made. The ticket shows the arithmetic line by line.">
      <ChoiceRow
        path="sizing.method"
        label="Method"
        hint="Of tickets and of strategies without one of their own."
        options={METHOD_OPTIONS}
      />
      {SIZING_KEYS.map((key) => (
        <NumberRow key={key} path={`sizing.${key}`} bounds={SIZING_FIELDS[key]} />
      ))}
      {VOLATILITY_REGIMES.map((regime) => (
        <NumberRow
          key={regime}
          path={`sizing.regimePpm.${regime}`}
          label={`Left in ${REGIME_NAMES[regime].toLowerCase()} volatility`}
          bounds={{
            ...REGIME_SHARE,
            label: `Left of a size in ${REGIME_NAMES[regime].toLowerCase()} volatility`,
            text: "Of a size.",
          }}
        />
      ))}
    </Group>
  );
}
