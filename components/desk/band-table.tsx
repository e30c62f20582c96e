"use client";
import Link from "next/link";
import { useMemo } from "react";
import { LiveText, type Painted } from "@/components/frame/live-text";
import { useLive } from "@/components/frame/use-live";
import type { DeskView } from "@/server/domain/views";
import { BAND_ROWS, type BandRow, bandText, LANES, type LaneName } from "./band-view";
import { useMarket } from "./market-context";

const TITLES: Readonly<Record<LaneName, string>> = {
  pessimistic: "Pessimistic",
  base: "Base",
  optimistic: "Optimistic",
};

const hasBands = (view: DeskView | null) => view?.equity.bands != null;
const modelsOf = (view: DeskView | null) => LANES.map((lane) => view?.equity.bands?.[lane].model ?? "").join(" ");

/** What the session would have come to under each queue model, written live. */
export function BandTable() {
  const { desk } = useMarket();
  const isShown = useLive(desk.view, hasBands);
  const models = useLive(desk.view, modelsOf).split(" ");
  if (!isShown) return null;
  return (
    <table className="num mb-1 w-full shrink-0 border-line border-t text-2xs" data-testid="bands">
      <caption className="sr-only">The same session under three queue models</caption>
      <thead>
        <tr className="text-muted">
          <th scope="col" className="px-2.5 py-0.5 text-left font-normal">
            <Link href="/how-fills-are-decided#bands" className="underline decoration-line-strong underline-offset-2">
              Queue model
            </Link>
          </th>
          {LANES.map((lane, i) => (
            <th key={lane} scope="col" className="px-2.5 text-right font-normal" title={models[i] ?? ""}>
              {TITLES[lane]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {BAND_ROWS.map(({ id, label, hint }) => (
          <tr key={id}>
            <th scope="row" title={hint} className="px-2.5 text-left font-normal text-muted">
              {label}
            </th>
            {LANES.map((lane) => (
              <td key={lane} className="px-2.5 text-right">
                <Cell lane={lane} row={id} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ lane, row }: { readonly lane: LaneName; readonly row: BandRow }) {
  const { desk } = useMarket();
  const opening = desk.desk.settings.openingBalanceAtoms;
  const paint = useMemo(
    () =>
      (view: DeskView | null): Painted => {
        const shown = view?.equity.bands?.[lane];
        return { text: shown === undefined ? "–" : bandText(shown, row, opening) };
      },
    [lane, row, opening],
  );
  return <LiveText store={desk.view} paint={paint} />;
}
