"use client";
import { X } from "lucide-react";
import { useRisk } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { STRATEGY_FIELDS } from "@/server/domain/sizing-fields";
import { AS_DESK, type Draft, strategyNames } from "./draft";
import { useForm } from "./form-context";
import { ChoiceRow, Group, NumberRow } from "./rows";
import { METHOD_OPTIONS } from "./sizing-group";

const OPTIONS = [{ value: AS_DESK, label: "As the desk" }, ...METHOD_OPTIONS];

/** What each strategy may use of the desk. */
export function StrategiesGroup() {
  const { desk } = useRisk();
  const { draft, replace } = useForm();
  const named = strategyNames(draft);
  const others = desk.desk.settings.strategies.map(({ name }) => name).filter((name) => !named.includes(name));
  return (
    <Group title="Strategies" text="A strategy without numbers of its own may use what the desk may.">
      {named.map((name) => (
        <Strategy key={name} name={name} />
      ))}
      {others.map((name) => (
        <p key={name} className="flex items-center gap-2 border-line/60 border-b px-2.5 py-1.5 text-sm last:border-b-0">
          <span className="min-w-0 truncate">{name}</span>
          <Button size="sm" className="ml-auto" onClick={() => replace({ ...draft, ...firstNumbers(draft, name) })}>
            Give it a budget
          </Button>
        </p>
      ))}
      {named.length + others.length === 0 ? (
        <p className="px-2.5 py-2 text-muted text-sm">This desk runs no strategy.</p>
      ) : null}
    </Group>
  );
}

/** Where a strategy's own numbers begin: at those of the desk. */
const firstNumbers = (draft: Draft, name: string): Draft => ({
  [`strategies.${name}.budgetPpm`]: draft["grossCapPpm"] ?? "",
  [`strategies.${name}.dailyLossPpm`]: draft["dailyLossPpm"] ?? "",
  [`strategies.${name}.method`]: AS_DESK,
});

function Strategy({ name }: { readonly name: string }) {
  const { draft, replace } = useForm();
  const path = `strategies.${name}`;
  const remove = () =>
    replace(Object.fromEntries(Object.entries(draft).filter(([key]) => !key.startsWith(`${path}.`))));
  return (
    <div className="border-line border-b last:border-b-0">
      <p className="flex items-center gap-2 px-2.5 pt-1.5 font-medium text-sm">
        <span className="min-w-0 truncate">{name}</span>
        <IconButton icon={X} label={`Take ${name}'s numbers away`} onClick={remove} className="ml-auto size-6" />
      </p>
      <NumberRow path={`${path}.budgetPpm`} bounds={STRATEGY_FIELDS.budgetPpm} />
      <NumberRow path={`${path}.dailyLossPpm`} bounds={STRATEGY_FIELDS.dailyLossPpm} />
      <ChoiceRow path={`${path}.method`} label="Sizing" options={OPTIONS} />
    </div>
  );
}
