"use client";
import { useEffect } from "react";
import { recallFromCookie, rememberInCookie } from "@/components/frame/cookies";
import { METHOD_NAMES } from "@/components/risk/settings/words";
import { Select } from "@/components/ui/select";
import { type DeskMarket, useMarket } from "./market-context";
import type { TicketFieldProps } from "./ticket-fields";
import type { SizeBy } from "./ticket-form";
import { isSizeBy, resize, sizedByHand, usesStrength } from "./ticket-sizing";

const COOKIE = "tapedeck-size-by";
/** The book moves ten times a second; a size that did would not be readable. */
const RESIZE_MILLIS = 500;

const OPTIONS: readonly { readonly value: SizeBy; readonly label: string; readonly hint: string }[] = [
  { value: "manual", label: "By hand", hint: "as typed" },
  { value: "signal", label: METHOD_NAMES.signal, hint: "base share × strength × Kelly part" },
  { value: "kelly", label: METHOD_NAMES.kelly, hint: "from your closed trades" },
  { value: "fixed_fractional", label: METHOD_NAMES.fixed_fractional, hint: "a share of equity lost at the stop" },
  { value: "volatility", label: METHOD_NAMES.volatility, hint: "less while it moves more" },
  { value: "atr", label: METHOD_NAMES.atr, hint: "a share of equity over so many ATR(14)" },
];

/** Lets a method of the risk settings say the size, and shows how it came to it. */
export function SizeByField({ form, onChange }: TicketFieldProps) {
  const market = useMarket();
  useResizing(market);
  const closing = form.sizeBy === "manual" ? null : sizedByHand(form, market);
  const pick = (sizeBy: SizeBy) => {
    rememberInCookie(COOKIE, sizeBy);
    onChange({ sizeBy, ...(sizeBy === "manual" ? { sized: null } : {}) });
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <span className="shrink-0 text-muted text-xs">Size by</span>
        <Select label="Size by" value={form.sizeBy} options={OPTIONS} onChange={pick} className="min-w-0 flex-1" />
      </div>
      {closing === null ? null : <p className="text-muted text-xs">{closing}</p>}
      {closing === null && usesStrength(form.sizeBy) ? <Strength form={form} onChange={onChange} /> : null}
    </div>
  );
}

/** Keeps a method's size true while the ticket, the market and the desk change. */
function useResizing(market: DeskMarket): void {
  // The stores are the external systems; the cookie is read here because the server's first paint must be the same.
  useEffect(() => {
    recall(market.ticket);
    let timer: ReturnType<typeof setTimeout> | null = null;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = null;
        resize(market);
      }, RESIZE_MILLIS);
    };
    resize(market);
    const stops = [
      market.ticket.subscribe(() => resize(market)),
      market.market.subscribe(soon),
      market.risk.subscribe(soon),
    ];
    return () => {
      for (const stop of stops) stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [market]);
}

/** Tickets that were given what was remembered: once each, or it would overrule what was typed since. */
const recalled = new WeakSet<DeskMarket["ticket"]>();

function recall(ticket: DeskMarket["ticket"]): void {
  if (recalled.has(ticket)) return;
  recalled.add(ticket);
  const sizeBy = recallFromCookie(COOKIE);
  if (isSizeBy(sizeBy)) ticket.set({ ...ticket.get(), sizeBy });
}

function Strength({ form, onChange }: TicketFieldProps) {
  return (
    <label className="flex items-center gap-2 text-muted text-xs">
      Strength
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={form.strengthPercent}
        onChange={(event) => onChange({ strengthPercent: Number(event.target.value) })}
        className="h-4 min-w-0 flex-1 accent-(--color-accent)"
        data-field="strength"
      />
      <span className="num w-11 text-right text-text">{form.strengthPercent} %</span>
    </label>
  );
}

/** The arithmetic, folded away under its outcome; nothing by hand. */
export function SizeReceipt({ form: { sized } }: Pick<TicketFieldProps, "form">) {
  if (sized === null) return null;
  return (
    <details className="rounded-md bg-surface-2 px-2 py-1 text-xs" data-testid="size-receipt">
      <summary className="cursor-pointer text-muted">
        {sized.refusal === null ? (
          "How this size came about"
        ) : (
          <span className="text-warn">{`No size: ${sized.refusal}`}</span>
        )}
      </summary>
      <dl className="mt-1 flex flex-col gap-0.5 pb-1">
        {sized.note.lines.map(({ label, value }) => (
          <div key={label} className="flex items-baseline justify-between gap-3">
            <dt className="min-w-0 break-words text-muted">{label}</dt>
            <dd className="num shrink-0 text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
