import type { FillRule } from "@/server/domain/order";
import type { PrintShares } from "@/server/services/prints/print-places";
import { type PrintReport, printReport } from "@/server/services/prints/print-report";
import type { StandardScore } from "@/server/services/prints/standard-orders";
import type { CliCommand } from "./command";
import { table } from "./markdown";
import { openRecordedMarket } from "./recorded-blocks";

export const printsCommand: CliCommand = {
  name: "prints",
  positionals: ["<recordings…>"],
  summary: "Where trades print against the displayed touch, and what each queue model makes of them",
  options: { json: { value: null, help: "everything as JSON, the same bytes for the same input" } },
  notes: ["Each recording is a raw Binance recording (gzip lines `<local time> <message>`), a file by itself."],
  run: async (input, { signal, say }) => {
    const sessions: Session[] = [];
    for (const place of input.positionals) {
      say(place);
      const market = await openRecordedMarket(place);
      for (const [instrument, spec] of market.instruments.entries()) {
        signal.throwIfAborted();
        const report = await printReport(market.blocks(), { spec, instrument });
        sessions.push({
          place: place.split("/").slice(-2).join("/"),
          lotSize: spec.lotSize,
          unit: spec.contract?.kind === "inverse" ? "contracts" : spec.base,
          report,
        });
      }
    }
    if (input.isOn("json")) return JSON.stringify(sessions, null, 2);
    return [...sharesTable(sessions), "", ...modelsTable(sessions), "", ...rulesTable(sessions)].join("\n");
  },
};

const RULES: readonly FillRule[] = ["queue_reached", "traded_through", "level_passed", "touch"];

type Session = Readonly<{ place: string; lotSize: string; unit: string; report: PrintReport }>;

function sharesTable(sessions: readonly Session[]): string[] {
  return [
    "Share of prints at, inside and through the touch displayed before, %: by count, and by volume in brackets",
    "",
    ...table(
      ["session", "prints", "at, by receipt", "inside", "through", "at, by exchange time", "inside", "through"],
      sessions.map(({ place, report }) => [
        `${place} ${report.symbol}`,
        report.trades,
        ...shares(report.byReceipt),
        ...shares(report.byExchange),
      ]),
    ),
  ];
}

function shares(of: PrintShares): string[] {
  const all = [of.at, of.inside, of.through];
  const sum = (by: "count" | "lots") => all.reduce((total, one) => total + one[by], 0);
  const percent = (part: number, whole: number) => (whole === 0 ? "–" : ((100 * part) / whole).toFixed(1));
  return all.map(({ count, lots }) => `${percent(count, sum("count"))} (${percent(lots, sum("lots"))})`);
}

function modelsTable(sessions: readonly Session[]): string[] {
  const models = sessions[0]?.report.models.map(({ model }) => model) ?? [];
  return [
    "An order of the median print's size at the touch, each 10 s and side, for 60 s: orders filled whole, %, and lots filled, %",
    "",
    ...table(
      ["session", "orders", "size", ...models],
      sessions.map(({ place, lotSize, unit, report }) => [
        `${place} ${report.symbol}`,
        report.models[0]?.orders ?? 0,
        `${(report.sizeLots * Number(lotSize)).toPrecision(3)} ${unit}`,
        ...report.models.map(({ orders, filled, lots, wantedLots }) =>
          orders === 0 ? "–" : `${((100 * filled) / orders).toFixed(1)}, ${((100 * lots) / wantedLots).toFixed(1)}`,
        ),
      ]),
    ),
  ];
}

/** Over all sessions: which rule filled the lots, each session's lots as shares of what it wanted. */
function rulesTable(sessions: readonly Session[]): string[] {
  const models = sessions[0]?.report.models.map(({ model }) => model) ?? [];
  const share = (of: StandardScore | undefined, rule: FillRule) =>
    of && of.wantedLots > 0 ? (100 * (of.rules[rule] ?? 0)) / of.wantedLots : 0;
  return [
    "By which rule: lots filled, % of the lots wanted, mean over the sessions",
    "",
    ...table(
      ["model", ...RULES],
      models.map((model, i) => [
        model,
        ...RULES.map((rule) =>
          (sessions.reduce((sum, { report }) => sum + share(report.models[i], rule), 0) / sessions.length).toFixed(1),
        ),
      ]),
    ),
  ];
}
