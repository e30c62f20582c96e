"use client";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import { BREAKER_KINDS, type BreakerKind, type Rearm } from "@/server/domain/risk/risk-settings";
import { REARM_BOUNDS, RISK_KEYS } from "./draft";
import { useForm } from "./form-context";
import { ChoiceRow, Group, NumberRow } from "./rows";
import { BREAKER_NAMES, BREAKER_OF_SETTING, GROUP_NAMES, REARM_NAMES } from "./words";

const OPTIONS = (Object.keys(REARM_NAMES) as Rearm["kind"][]).map((value) => ({ value, label: REARM_NAMES[value] }));

/** Each breaker's number with how it arms itself again. */
export function BreakerSettings() {
  return (
    <Group title={GROUP_NAMES.breakers} text="What stops new risk, and how trading comes back.">
      {BREAKER_KINDS.map((kind) => (
        <div key={kind} className="border-line border-b last:border-b-0">
          {RISK_KEYS.filter((key) => BREAKER_OF_SETTING[key] === kind).map((key) => (
            <NumberRow key={key} path={key} bounds={RISK_FIELDS[key]} />
          ))}
          <RearmRows kind={kind} />
        </div>
      ))}
    </Group>
  );
}

function RearmRows({ kind }: { readonly kind: BreakerKind }) {
  const { draft } = useForm();
  const path = `rearm.${kind}`;
  const isData = kind === "data";
  return (
    <>
      <ChoiceRow
        path={`${path}.kind`}
        label={isData ? "Data" : "↳ arms itself again"}
        name={`${BREAKER_NAMES[kind]}: arms itself again`}
        {...(isData ? { hint: "Opened by a silent feed, an old book or poor quality; see Market." } : {})}
        options={OPTIONS}
      />
      {draft[`${path}.kind`] === "after" ? (
        <NumberRow
          path={`${path}.micros`}
          bounds={{ ...REARM_BOUNDS, label: `${BREAKER_NAMES[kind]}: wait` }}
          label="↳ after"
        />
      ) : null}
    </>
  );
}
