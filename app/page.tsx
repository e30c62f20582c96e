import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { createLoader, type SearchParams } from "nuqs/server";
import { api } from "@/app/_trpc/server";
import { type ChartInterval, deskParams } from "@/components/desk/desk-params";
import { DeskScreen, type DeskScreenStart } from "@/components/desk/desk-screen";
import { LAYOUT_COOKIE, parseLayouts } from "@/components/desk/layout-memory";
import { addressSymbol } from "@/server/domain/display-symbol";

export const metadata: Metadata = { title: "Desk" };

const loadParams = createLoader(deskParams);

/** How much of each list the first paint carries; the rest is fetched when it is looked at. */
const FIRST_ROWS = 100;
const FIRST_CANDLES = 300;
const FIRST_POINTS = 600;

export default async function DeskPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const [params, jar, head] = await Promise.all([loadParams(searchParams), cookies(), headers()]);
  const start = await loadStart(params.instrument, params.interval);
  const isPhone = /\bMobi/i.test(head.get("user-agent") ?? "");
  return <DeskScreen start={start} layouts={parseLayouts(jar.get(LAYOUT_COOKIE)?.value)} isPhone={isPhone} />;
}

const NOTHING: DeskScreenStart = {
  market: null,
  chart: null,
  equity: [],
  fills: { rows: [], nextCursor: null },
  signals: { rows: [], nextCursor: null },
};

async function loadStart(symbol: string | null, interval: ChartInterval): Promise<DeskScreenStart> {
  const current = await api.desks.current();
  const spec = current?.instruments.find((other) => addressSymbol(other) === symbol) ?? current?.instruments[0];
  if (current === null || spec === undefined) return NOTHING;
  const deskId = current.desk.id;
  const [market, candles, equity, fills, signals] = await Promise.all([
    api.market.view({ instrumentId: spec.id }),
    api.market.candles({ instrumentId: spec.id, interval, limit: FIRST_CANDLES }),
    api.desks.equity({ deskId, points: FIRST_POINTS }),
    api.desks.fills({ deskId, limit: FIRST_ROWS }),
    api.desks.signals({ deskId, limit: FIRST_ROWS }),
  ]);
  return { market, chart: { instrumentId: spec.id, interval, candles: [...candles] }, equity, fills, signals };
}
