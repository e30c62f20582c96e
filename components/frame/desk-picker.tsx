"use client";
import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Popover } from "@/components/ui/popover";
import { LoadingRows } from "@/components/ui/states";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { LiveDesk } from "./desk-context";
import { toMoney } from "./money-format";
import { useTRPC } from "./trpc";

/** The desk's name, and behind it what its numbers depend on and the desks of other sessions. */
export function DeskPicker({ desk }: { readonly desk: LiveDesk }) {
  const [open, setOpen] = useState(false);
  const trigger = (
    <button
      type="button"
      className="flex min-w-0 items-center gap-1.5 rounded-md px-1.5 py-1 font-semibold text-sm hover:bg-surface-2"
    >
      <span className="max-w-20 truncate sm:max-w-40">{desk.desk.name}</span>
      <ChevronsUpDown aria-hidden className="size-3 shrink-0 text-muted" />
    </button>
  );
  return (
    <Popover
      trigger={trigger}
      label="Desk"
      align="start"
      open={open}
      onOpenChange={setOpen}
      className="w-96 max-w-[calc(100vw-24px)]"
    >
      <div className="flex flex-col gap-3">
        <Facts rows={factsOf(desk)} />
        {open ? <OtherDesks current={desk.desk.id} /> : null}
      </div>
    </Popover>
  );
}

type Fact = readonly [name: string, value: string];

function Facts({ rows }: { readonly rows: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf({ desk, source, instruments }: LiveDesk): Fact[] {
  const { settings } = desk;
  const quote = instruments[0]?.quote ?? "";
  const { minMicros, maxMicros } = settings.entryLatency;
  return [
    ["Market", source.label],
    ["Made", `${toDateTime(desk.createdAt)} UTC`],
    ["Opening balance", `${toMoney(settings.openingBalanceAtoms)} ${quote}`],
    ["Queue model", queueModelText(settings)],
    ["Latency to the venue", `${toDuration(minMicros)} to ${toDuration(maxMicros)}`],
    ["Fees", instruments.map((i) => `${i.base} ${i.makerFeePpm / 10_000}/${i.takerFeePpm / 10_000} %`).join(", ")],
    ["Position cap", `${settings.risk.positionCapPpm / 10_000} % of equity`],
    ["Seed", String(settings.seed)],
  ];
}

const queueModelText = ({ queueModel }: DeskSettings) =>
  queueModel.kind === "power" ? `power (n = ${queueModel.exponent})` : queueModel.kind;

function OtherDesks({ current }: { readonly current: string }) {
  const trpc = useTRPC();
  const desks = useQuery(trpc.desks.list.queryOptions());
  if (desks.data === undefined) return <LoadingRows rows={2} label="Loading the desks" />;
  return (
    <section>
      <h3 className="mb-1 text-muted text-xs">Desks</h3>
      <ul className="flex max-h-48 flex-col overflow-y-auto">
        {desks.data.map((desk) => (
          <li key={desk.id}>
            <Link
              href={desk.id === current ? "/" : `/journal?desk=${encodeURIComponent(desk.id)}`}
              className="flex items-center gap-2 rounded-sm px-1.5 py-1 text-sm hover:bg-surface-2"
            >
              <Check aria-hidden className={desk.id === current ? "size-3.5 text-accent" : "size-3.5 opacity-0"} />
              <span className="truncate">{desk.name}</span>
              <span className="ml-auto shrink-0 text-muted text-xs">
                {desk.isArchived ? `archived, ${toDateTime(desk.createdAt)}` : desk.venueId}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
