"use client";
import { useCallback } from "react";
import { useLive } from "@/components/frame/use-live";
import { reducibleLots } from "@/server/domain/reducible";
import type { DeskView } from "@/server/domain/views";
import { useMarket } from "./market-context";
import { BY_HAND, type TicketForm } from "./ticket-form";
import { sizeField, sizeUnitOf } from "./units";

const SHARES = ["5", "10", "25", "50"] as const;

export type SizeShortcutsProps = { readonly form: TicketForm; readonly onChange: (over: Partial<TicketForm>) => void };

/** Sizes in one press: shares of the equity, and all of the position that the side would close. */
export function SizeShortcuts({ form, onChange }: SizeShortcutsProps) {
  const { desk, spec, units } = useMarket();
  const heldOf = useCallback(
    (view: DeskView | null) => view?.positions.find((position) => position.instrumentId === spec.id)?.sizeLots ?? 0,
    [spec.id],
  );
  const held = useLive(desk.view, heldOf);
  const closable = reducibleLots(held, form.side);
  const unit = sizeUnitOf(spec);
  return (
    <div role="group" aria-label="Size shortcuts" className="flex gap-1">
      {SHARES.map((share) => (
        <button
          key={share}
          type="button"
          aria-pressed={form.sizeUnit === "percent" && form.sizeText === share}
          onClick={() => onChange({ sizeUnit: "percent", sizeText: share, ...BY_HAND })}
          className={CHIP}
          title={`${share} % of the equity`}
        >
          {share} %
        </button>
      ))}
      <button
        type="button"
        disabled={closable === 0}
        onClick={() => onChange({ sizeUnit: "base", sizeText: sizeField(units, closable), ...BY_HAND })}
        className={CHIP}
        title={
          closable === 0
            ? `There is no position that a ${form.side} would close`
            : `All that is ${held > 0 ? "held" : "short"}: ${units.size(closable)} ${unit}`
        }
      >
        {held < 0 ? "All short" : "All held"}
      </button>
    </div>
  );
}

const CHIP =
  "num h-6 flex-1 whitespace-nowrap rounded-sm bg-surface-2 px-1 text-muted text-xs transition-colors hover:bg-surface-3 hover:text-text disabled:cursor-not-allowed disabled:opacity-45 aria-pressed:bg-surface-3 aria-pressed:text-text";
