"use client";
import { X } from "lucide-react";
import { useState } from "react";
import { useRisk } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import { SECTORS, sectorOf } from "@/server/domain/risk/sectors";
import { sectorAssets } from "./draft";
import { useForm } from "./form-context";
import { ChoiceInput, Group } from "./rows";

const OPTIONS = SECTORS.map((value) => ({ value, label: value }));

/** Which assets count as what, where the built-in table is not meant. */
export function SectorsGroup() {
  const { desk } = useRisk();
  const { draft, set } = useForm();
  const own = sectorAssets(draft);
  const others = [...new Set(desk.instruments.map(({ base }) => base))].filter((base) => !own.includes(base));
  return (
    <Group
      title="Sectors"
      text="Of the desk's assets. Name one here to count it elsewhere than the built-in table does."
    >
      {own.map((asset) => (
        <div
          key={asset}
          id={`setting-sectors.${asset}`}
          className="grid grid-cols-[1fr_auto_auto] items-center gap-2 border-line/60 border-b px-2.5 py-1.5 text-sm"
        >
          <span>{asset}</span>
          <span className="w-24">
            <ChoiceInput path={`sectors.${asset}`} label={`Sector of ${asset}`} options={OPTIONS} />
          </span>
          <IconButton
            icon={X}
            label={`${asset} as the built-in table says`}
            onClick={() => set(`sectors.${asset}`, null)}
            className="size-6"
          />
        </div>
      ))}
      {others.length === 0 ? null : <Add bases={others} />}
    </Group>
  );
}

function Add({ bases }: { readonly bases: readonly string[] }) {
  const { set } = useForm();
  const [picked, setPicked] = useState("");
  const base = bases.find((one) => one === picked) ?? bases[0] ?? "";
  const options = bases.map((value) => ({ value, label: value, hint: sectorOf(value, {}) }));
  return (
    <div className="flex items-center gap-2 px-2.5 py-1.5">
      <Select label="Asset" value={base} options={options} onChange={setPicked} className="min-w-28" />
      <Button size="md" onClick={() => set(`sectors.${base}`, sectorOf(base, {}))}>
        Name its sector
      </Button>
    </div>
  );
}
