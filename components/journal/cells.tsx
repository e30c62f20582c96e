import { StickyNote } from "lucide-react";
import { nameOf } from "@/components/desk/units";
import { Badge } from "@/components/ui/badge";
import { toDateTime, toIsoMicros } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { RouterOutputs } from "@/server/trpc/root";

export type OrderRow = RouterOutputs["desks"]["orders"]["rows"][number];
export type TripRow = RouterOutputs["desks"]["trips"]["rows"][number];

export const When = ({ at }: { readonly at: number }) => (
  <time dateTime={toIsoMicros(at)} title={`${toIsoMicros(at)} (UTC)`} className="num">
    {toDateTime(at).slice(5)}
  </time>
);

export const Marks = ({ row }: { readonly row: Pick<OrderRow, "tags" | "hasNote"> }) => (
  <span className="flex items-center gap-1 overflow-hidden">
    {row.hasNote ? <StickyNote aria-label="has a note" className="size-3 shrink-0 text-warn" /> : null}
    {row.tags.map((tag) => (
      <Badge key={tag}>{tag}</Badge>
    ))}
  </span>
);

type SymbolProps = { readonly spec: InstrumentSpec | null; readonly id: string };

export const SymbolText = ({ spec, id }: SymbolProps) => <>{nameOf(spec, id)}</>;

export const noSpec = <Unknown reason="The desk no longer trades this instrument" />;
