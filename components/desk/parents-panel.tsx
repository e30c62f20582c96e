"use client";
import { useQuery } from "@tanstack/react-query";
import { Route, X } from "lucide-react";
import Link from "next/link";
import { useCommands } from "@/components/frame/command-context";
import { useTRPC } from "@/components/frame/trpc";
import { useLive } from "@/components/frame/use-live";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { toPercent } from "@/components/ui/number-format";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { toClock, toDuration } from "@/components/ui/time-format";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { DeskView } from "@/server/domain/views";
import { useMarket } from "./market-context";
import { parentCurve, shortfallLines } from "./parent-curve";
import { SideText } from "./side-text";
import { type Units, unitsOf } from "./units";

const NONE: readonly ParentOrder[] = [];
const parentsOf = (view: DeskView | null): readonly ParentOrder[] => view?.parents ?? NONE;
/** Once a second is as fast as a curve over minutes can be seen to move. */
const secondOf = (view: DeskView | null): number => Math.floor((view?.at ?? 0) / 1e6) * 1e6;
const sameParents = (a: readonly ParentOrder[], b: readonly ParentOrder[]): boolean =>
  a.length === b.length &&
  a.every((parent, i) => {
    const other = b[i];
    return (
      other !== undefined &&
      parent.id === other.id &&
      parent.state === other.state &&
      parent.filledLots === other.filledLots &&
      parent.text === other.text
    );
  });

const SHOWN = 30;
const LOOK_MILLIS = 3_000;
const REST_MILLIS = 15_000;

/** Orders that are worked over time: the plan against what was done, and what it cost. */
export function ParentsPanel() {
  const { desk } = useMarket();
  const live = useLive(desk.view, parentsOf, sameParents);
  const now = useLive(desk.view, secondOf);
  const past = useQuery({
    ...useTRPC().desks.parents.queryOptions({ deskId: desk.desk.id, limit: SHOWN }),
    // What has just ended is in the store a moment later.
    refetchInterval: live.length > 0 ? LOOK_MILLIS : REST_MILLIS,
  });
  const shown = new Set(live.map(({ id }) => id));
  const rows = [...live, ...(past.data?.rows ?? []).filter(({ id }) => !shown.has(id))];
  if (rows.length === 0 && past.error !== null)
    return <ErrorState title="Earlier algorithms could not be loaded" reason={past.error.message} />;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={Route}
        title="No order is worked over time"
        hint="Choose Algo in the ticket: TWAP, VWAP, adaptive or iceberg. Its plan against what was done appears here."
      />
    );
  }
  return (
    <ul className="flex h-full flex-col overflow-y-auto">
      {rows.map((parent) => (
        <Parent key={parent.id} parent={parent} now={now} />
      ))}
    </ul>
  );
}

function Parent({ parent, now }: { readonly parent: ParentOrder; readonly now: number }) {
  const { desk } = useMarket();
  const commands = useCommands();
  const spec = desk.instruments.find(({ id }) => id === parent.instrumentId);
  if (spec === undefined) return null;
  const units = unitsOf(spec);
  const isActive = parent.state === "ACTIVE";
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 border-line border-b px-2.5 py-2 md:grid-cols-[15rem_1fr_13rem_auto]">
      <div className="min-w-0">
        <p className="flex items-center gap-2 text-sm">
          <Link href={`/journal?view=orders&parent=${parent.id}`} className="num text-muted text-xs hover:text-accent">
            {parent.id}
          </Link>
          <span className="font-medium">{KINDS[parent.kind]}</span>
          <SideText side={parent.side} />
          <Badge tone={isActive ? "ours" : parent.state === "DONE" ? "up" : "plain"}>{parent.state}</Badge>
        </p>
        <p className="num mt-0.5 truncate text-xs">{`${sizeText(parent, units)} ${spec.base} · ${limitText(parent, units)}`}</p>
        <p className="truncate text-muted text-xs" title={parent.reason?.text ?? parent.text}>
          {parent.reason?.text ?? parent.text}
        </p>
      </div>
      <Curve parent={parent} now={now} />
      <Shortfall parent={parent} />
      {isActive ? (
        <Button
          size="sm"
          tone="quiet"
          className="col-start-2 row-start-1 px-1 md:col-start-4"
          aria-label={`Cancel ${parent.id}`}
          onClick={() => void commands.send({ kind: "cancelParent", parentId: parent.id })}
        >
          <X aria-hidden className="size-3.5" />
        </Button>
      ) : null}
    </li>
  );
}

const KINDS = { twap: "TWAP", vwap: "VWAP", adaptive: "Adaptive", iceberg: "Iceberg" } as const;

const trimmed = (units: Units, lots: number) => units.size(lots).replace(/\.?0+$/, "");
const sizeText = (parent: ParentOrder, units: Units) =>
  `${trimmed(units, parent.filledLots)} of ${trimmed(units, parent.sizeLots)}`;
const limitText = ({ limitTicks }: ParentOrder, units: Units) =>
  limitTicks === null ? "any price" : `limit ${units.price(limitTicks)}`;

function Curve({ parent, now }: { readonly parent: ParentOrder; readonly now: number }) {
  const curve = parentCurve(parent, now);
  const percent = (share: number) => toPercent(share, 0).replace("+", "");
  const plan = curve.planShare === null ? "" : `, planned ${percent(curve.planShare)}`;
  const left = parent.endsAt - now;
  return (
    <figure className="col-span-2 min-w-0 md:col-span-1">
      <svg
        role="img"
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
        className="h-11 w-full overflow-visible border-line border-b border-l"
      >
        <title>{`Done ${percent(curve.doneShare)}${plan}`}</title>
        {curve.plan === null ? null : (
          <path
            d={curve.plan}
            vectorEffect="non-scaling-stroke"
            className="fill-none stroke-muted"
            strokeDasharray="3 3"
          />
        )}
        <path d={`${curve.done}V1Z`} className="fill-ours/15" />
        <path d={curve.done} vectorEffect="non-scaling-stroke" className="fill-none stroke-ours" strokeWidth={1.5} />
      </svg>
      <figcaption className="num flex justify-between text-2xs text-muted">
        <span>{toClock(parent.decidedAt, false)}</span>
        <span>
          {`done ${percent(curve.doneShare)}${plan}`}
          {parent.state === "ACTIVE" && left > 0 ? `, ${toDuration(left)} left` : ""}
        </span>
        <span>{toClock(parent.endsAt, false)}</span>
      </figcaption>
    </figure>
  );
}

function Shortfall({ parent }: { readonly parent: ParentOrder }) {
  const lines = shortfallLines(parent);
  if (lines.length === 0) {
    return (
      <p className="col-span-2 text-muted text-xs md:col-span-1" title="Against the mid of the decision (Perold 1988)">
        Its shortfall is known when it ends.
      </p>
    );
  }
  return (
    <dl className="num col-span-2 grid grid-cols-[auto_1fr] gap-x-3 text-2xs md:col-span-1">
      {lines.map(({ name, text, hint }) => (
        <div key={name} title={hint} className="contents last:[&>*]:font-medium">
          <dt className="text-muted">{name}</dt>
          <dd className="text-right">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
