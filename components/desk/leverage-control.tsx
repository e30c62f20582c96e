"use client";
import { useCallback, useState } from "react";
import { useCommands } from "@/components/frame/command-context";
import { useLive } from "@/components/frame/use-live";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Popover } from "@/components/ui/popover";
import { Segmented } from "@/components/ui/segmented";
import type { MarginMode } from "@/server/domain/desk-settings";
import type { DeskView } from "@/server/domain/views";
import { useMarket } from "./market-context";

/** Margin mode and leverage of a perpetual, and the way to change them while nothing is held or working in it. */
export function LeverageControl() {
  const { desk, spec } = useMarket();
  const marginOf = useCallback(
    (view: DeskView | null) => {
      const margin = view?.positions.find(({ instrumentId }) => instrumentId === spec.id)?.margin;
      const { mode, leverage } = margin ?? desk.desk.settings.execution.margin;
      return `${mode} ${leverage}`;
    },
    [desk, spec.id],
  );
  const [mode = "isolated", leverage = "1"] = useLive(desk.view, marginOf).split(" ");
  if (spec.contract === null) return null;
  return (
    <Popover
      label="Margin and leverage"
      align="end"
      className="w-64"
      trigger={
        <button
          type="button"
          className="num flex h-6 items-center justify-between rounded-sm bg-surface-2 px-2 text-muted text-xs hover:bg-surface-3 hover:text-text"
          data-testid="leverage"
        >
          <span>Margin</span>
          <span className="text-text">{`${mode} ${leverage}×`}</span>
        </button>
      }
    >
      <LeverageForm
        key={`${mode} ${leverage}`}
        mode={mode === "cross" ? "cross" : "isolated"}
        leverage={leverage}
        max={spec.contract.tiers[0]?.maxLeverage ?? 1}
      />
    </Popover>
  );
}

type LeverageFormProps = { readonly mode: MarginMode; readonly leverage: string; readonly max: number };

function LeverageForm({ mode, leverage, max }: LeverageFormProps) {
  const { spec } = useMarket();
  const commands = useCommands();
  const [form, setForm] = useState({ mode, text: leverage });
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = Number(form.text);
  const isValid = Number.isInteger(wanted) && wanted >= 1 && wanted <= max;
  const apply = async () => {
    const sent = await commands.send({ kind: "setLeverage", instrumentId: spec.id, leverage: wanted, mode: form.mode });
    setProblem(sent.phase === "accepted" ? null : (sent.text ?? "The desk did not answer"));
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) void apply();
      }}
    >
      <Segmented
        label="Margin mode"
        value={form.mode}
        onChange={(next) => setForm({ ...form, mode: next })}
        segments={[
          { value: "isolated", label: "Isolated", title: "Each position has its own collateral" },
          { value: "cross", label: "Cross", title: "The whole balance stands behind every position" },
        ]}
      />
      <Field
        label="Leverage"
        value={form.text}
        onChange={(text) => setForm({ ...form, text })}
        inputMode="numeric"
        unit={`× of ${max} at most`}
        problem={isValid ? problem : `A whole number from 1 to ${max}`}
      />
      <p className="text-muted text-xs">Can be changed while nothing is held and no order works in it.</p>
      <Button type="submit" size="sm" disabled={!isValid}>
        Set margin
      </Button>
    </form>
  );
}
