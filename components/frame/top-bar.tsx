"use client";
import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { BreakerBadge } from "./breaker-badge";
import { Clock } from "./clock";
import { ConnectionDot } from "./connection-dot";
import { type LiveDesk, useDesk } from "./desk-context";
import { DeskPicker } from "./desk-picker";
import { EquityChip } from "./equity-chip";
import { useShortcuts } from "./shortcut-context";
import { SourceBadge } from "./source-badge";
import { ThemeToggle } from "./theme-toggle";
import { KillSwitch, TradingStateButton } from "./trading-state";

export function TopBar() {
  const desk = useDesk();
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-line border-b bg-surface-1 px-2 md:gap-3 md:px-3">
      {desk === null ? <Making /> : <DeskFacts desk={desk} />}
      <div className="ml-auto flex items-center gap-1 md:gap-2">
        {desk === null ? null : (
          <>
            <BreakerBadge desk={desk} />
            <TradingStateButton desk={desk} />
            <KillSwitch />
          </>
        )}
        <Find />
        <Clock />
        <ConnectionDot />
        <ThemeToggle />
      </div>
    </header>
  );
}

function DeskFacts({ desk }: { readonly desk: LiveDesk }) {
  return (
    <div className="flex min-w-0 items-center gap-2 md:gap-3">
      <DeskPicker desk={desk} />
      <span className="hidden md:contents">
        <SourceBadge desk={desk} />
      </span>
      <EquityChip desk={desk} />
    </div>
  );
}

function Making() {
  return (
    <div role="status" className="flex items-center gap-2 text-muted text-sm">
      <Skeleton className="size-2 rounded-full" />
      The desk is being set up…
    </div>
  );
}

function Find() {
  const shortcuts = useShortcuts();
  const open = () => shortcuts.press({ key: "k", ctrl: true, alt: false, inField: false, atMillis: 0 });
  return (
    <Button tone="quiet" size="sm" className="hidden xl:inline-flex" onClick={open}>
      <Search aria-hidden className="size-3.5" />
      <span className="sr-only">Find anything</span>
      <Kbd keys="Ctrl K" />
    </Button>
  );
}
