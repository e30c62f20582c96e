"use client";
import { useState } from "react";
import { Panel } from "@/components/ui/panel";
import { Segmented } from "@/components/ui/segmented";
import type { Promotion } from "@/server/domain/models/model-version";
import { SaveBar } from "./save-bar";

const WORDS: Readonly<Record<Promotion, string>> = {
  "by-hand": "A candidate that passes every gate becomes a shadow by itself. Only a person makes it champion.",
  "when-better":
    "A candidate that passes every gate becomes the champion by itself, and running desks switch at the next event.",
};

type PromotionEditorProps = {
  readonly promotion: Promotion;
  readonly onSave: (promotion: Promotion, why: string) => Promise<void>;
};

/** Who makes a version champion. */
export function PromotionEditor({ promotion, onSave }: PromotionEditorProps) {
  const [wanted, setWanted] = useState(promotion);
  return (
    <Panel title="Promotion" className="border-line border-t">
      <div className="flex flex-col items-start gap-2 p-2.5">
        <Segmented
          label="Promotion"
          value={wanted}
          onChange={setWanted}
          segments={[
            { value: "by-hand", label: "By hand" },
            { value: "when-better", label: "When better" },
          ]}
        />
        <p className="text-muted text-sm">{WORDS[wanted]}</p>
      </div>
      <SaveBar
        isChanged={wanted !== promotion}
        isValid
        label="Set it"
        onSave={(why) => onSave(wanted, why)}
        onDiscard={() => setWanted(promotion)}
      />
    </Panel>
  );
}
