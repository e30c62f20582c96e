"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { toMoney } from "@/components/frame/money-format";
import { useRisk } from "@/components/risk/risk-context";
import { settingHref } from "@/components/risk/risk-params";
import type { LimitView } from "@/server/domain/risk/limit-view";
import { type LimitTone, toneOf, usedText } from "./limit-sections";
import { Sparkline } from "./sparkline";

const FILL: Readonly<Record<LimitTone, string>> = {
  calm: "bg-accent/60",
  near: "bg-warn",
  beyond: "bg-danger",
  good: "bg-up/70",
};
const TEXT: Readonly<Record<LimitTone, string>> = {
  calm: "text-muted",
  near: "text-warn",
  beyond: "font-semibold text-danger",
  good: "text-muted",
};

type RowProps = {
  readonly limit: LimitView;
  /** How many more there are of the same setting; undefined for those themselves. */
  readonly more?: { readonly count: number; readonly isOpen: boolean; readonly onToggle: () => void };
};

/** One limit: what is measured, where the number is, how much is in use, where it is going. */
export function LimitRow({ limit, more }: RowProps) {
  const tone = toneOf(limit);
  const isChild = more === undefined;
  return (
    <li
      data-limit={limit.id}
      data-tone={tone}
      className="group relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 border-line/60 border-b px-3 py-1.5 last:border-b-0 hover:bg-surface-2 md:grid-cols-[minmax(0,14rem)_minmax(0,1fr)_3.5rem_11.5rem_6rem]"
    >
      <span className={`flex min-w-0 items-center gap-1.5 text-sm ${isChild ? "pl-5" : ""}`}>
        {isChild ? null : <Expander label={limit.label} {...more} />}
        <Link
          href={settingHref(limit.path)}
          className="min-w-0 truncate after:absolute after:inset-0 hover:text-accent"
          title="Open the setting"
        >
          {isChild ? limit.name : limit.label}
          {isChild || limit.name === "" ? null : <span className="text-muted">{` · ${limit.name}`}</span>}
        </Link>
      </span>
      <Bar limit={limit} tone={tone} />
      <span className={`num order-2 hidden text-right text-xs md:order-none md:block ${TEXT[tone]}`}>
        {usedText(limit.used)}
      </span>
      <Numbers limit={limit} />
      <span className="hidden justify-end md:flex">
        <Sparkline points={useRisk().trends.of(limit.id)} />
      </span>
    </li>
  );
}

type ExpanderProps = NonNullable<RowProps["more"]> & { readonly label: string };

function Expander({ label, count, isOpen, onToggle }: ExpanderProps) {
  if (count === 0) return <span className="w-3.5 shrink-0" />;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={`${label}: ${count} more`}
      onClick={onToggle}
      className="relative z-10 -m-1 shrink-0 rounded-sm p-1 text-muted hover:text-text"
    >
      <ChevronRight aria-hidden className={`size-3.5 transition-transform ${isOpen ? "rotate-90" : ""}`} />
    </button>
  );
}

/** The limit stands at four fifths of the track, so that going beyond it can be seen. */
const TRACK = 0.8;

function Bar({ limit, tone }: { readonly limit: LimitView; readonly tone: LimitTone }) {
  const share = Math.min(limit.used * TRACK, 1);
  return (
    <span aria-hidden className="relative order-3 col-span-2 h-1.5 md:order-none md:col-span-1">
      <span className="absolute inset-0 overflow-hidden rounded-full bg-surface-3">
        <span
          className={`absolute inset-0 origin-left transition-transform duration-150 ${FILL[tone]}`}
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
      <span className="absolute -top-1 -bottom-1 w-px bg-line-strong" style={{ left: `${TRACK * 100}%` }} />
    </span>
  );
}

function Numbers({ limit: { valueText, limitText, valueAtoms, limitAtoms, key } }: { readonly limit: LimitView }) {
  const { currency } = useRisk();
  const money =
    valueAtoms === null || limitAtoms === null
      ? undefined
      : `${toMoney(valueAtoms)} of ${toMoney(limitAtoms)} ${currency}`;
  const isLeast = key === "qualityMin" || key === "entrySpacingMicros";
  return (
    <span className="num order-1 text-right text-sm md:order-none" title={money}>
      {valueText}
      <span className="text-muted">{isLeast ? ` at least ${limitText}` : ` of ${limitText}`}</span>
    </span>
  );
}
