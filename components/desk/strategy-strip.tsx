"use client";
import { useCommands } from "@/components/frame/command-context";
import { useLive } from "@/components/frame/use-live";
import { Toggle } from "@/components/ui/toggle";
import type { DeskView, StrategyView } from "@/server/domain/views";
import { useMarket } from "./market-context";

const NONE: readonly StrategyView[] = [];
const strategiesOf = (view: DeskView | null) => view?.strategies ?? NONE;
const same = (a: readonly StrategyView[], b: readonly StrategyView[]) =>
  a.length === b.length &&
  a.every((s, i) => s.name === b[i]?.name && s.enabled === b[i]?.enabled && s.summary === b[i]?.summary);
const pausedOf = (view: DeskView | null) => view?.strategiesPaused ?? false;

/** The desk's strategies, each with its switch. */
export function StrategyStrip() {
  const { desk } = useMarket();
  const commands = useCommands();
  const strategies = useLive(desk.view, strategiesOf, same);
  const paused = useLive(desk.view, pausedOf);
  return (
    <ul className="flex shrink-0 flex-wrap gap-x-6 gap-y-1 border-line border-b px-2.5 py-1.5">
      {strategies.map((strategy) => (
        <li key={strategy.name} className="flex min-w-0 items-center gap-3 whitespace-nowrap" title={strategy.summary}>
          <Toggle
            label={strategy.name}
            checked={strategy.enabled}
            onChange={(enabled) => void commands.send({ kind: "setStrategy", strategy: strategy.name, enabled })}
          />
          <span className="truncate text-muted text-xs">
            {paused && strategy.enabled ? "paused" : strategy.summary}
          </span>
        </li>
      ))}
    </ul>
  );
}
