"use client";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Toggle } from "@/components/ui/toggle";
import type { Gates } from "@/server/domain/models/recipe";
import { GATE_FIELDS, gatesDraft, readGates } from "./gates-draft";
import { SaveBar } from "./save-bar";

export type GatesEditorProps = {
  readonly gates: Gates;
  readonly onSave: (gates: Gates, why: string) => Promise<void>;
};

/** What a candidate must show before it may become the champion: all of it. */
export function GatesEditor({ gates, onSave }: GatesEditorProps) {
  const [draft, setDraft] = useState(() => gatesDraft(gates));
  const reading = readGates(draft);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(gatesDraft(gates));
  return (
    <Panel title="Gates">
      <p className="px-2.5 py-2 text-muted text-sm">
        All must hold out of sample before a version may be promoted. Every version is judged by the gates as they are
        now, against the champion of now.
      </p>
      <div className="grid gap-x-6 px-2.5 pb-2.5 md:grid-cols-2">
        <div className="flex flex-col gap-2 py-2">
          <Toggle
            label="Better deflated Sharpe than the champion, on the same walks"
            checked={draft.betterDeflatedSharpe}
            onChange={(betterDeflatedSharpe) => setDraft({ ...draft, betterDeflatedSharpe })}
          />
          <Toggle
            label="Lower log loss than the champion, on the same walks"
            checked={draft.betterLogLoss}
            onChange={(betterLogLoss) => setDraft({ ...draft, betterLogLoss })}
          />
        </div>
        {GATE_FIELDS.map(({ gate, label, hint, unit }) => (
          <div key={gate} className="grid grid-cols-[1fr_auto] items-start gap-3 py-1">
            <div className="pt-1">
              <p className="text-sm">{label}</p>
              <p className="text-2xs text-muted">{hint}</p>
            </div>
            <Field
              label={label}
              hideLabel
              value={draft[gate]}
              onChange={(text) => setDraft({ ...draft, [gate]: text })}
              problem={reading.problems.get(gate) ?? null}
              inputMode="decimal"
              data-gate={gate}
              className="w-36"
              {...(unit === "" ? {} : { unit })}
            />
          </div>
        ))}
      </div>
      <SaveBar
        isChanged={isChanged}
        isValid={reading.gates !== null}
        label="Set the gates"
        onSave={async (why) => {
          if (reading.gates !== null) await onSave(reading.gates, why);
        }}
        onDiscard={() => setDraft(gatesDraft(gates))}
      />
    </Panel>
  );
}
