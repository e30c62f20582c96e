/** A scenario's page, made from the run itself. */
import type { DeskSettings, LatencySettings } from "@/server/domain/desk-settings";
import { settingsDiff } from "@/server/domain/risk/settings-diff";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import type { Line, Played } from "./run-scenario";
import type { Expected, Scenario } from "./scenario";

export const pageOf = (scenario: Scenario, played: Played): string =>
  `${[
    `# ${scenario.title}`,
    scenario.shows,
    settingsText(scenario.settings),
    "## What happens",
    table(["ms", "who", "what"], played.lines.map(lineCells)),
    "## What comes of it",
    ...outcomeTexts(scenario.expected, played.outcome),
    "## Worked by hand",
    scenario.worked.map((line) => `- ${line}`).join("\n"),
    `*Made from \`server/testing/scenarios\`; its test fails when a number here is not what the engine does.*`,
  ].join("\n\n")}\n`;

type Listed = Readonly<{ id: string; title: string }>;

export const indexOf = (scenarios: readonly Listed[], days: readonly Listed[]): string =>
  `${[
    "# Scenarios",
    "Small markets, worked out by hand. Each page is written by the test that runs it through the engine, so it cannot say what is not so.",
    listOf(scenarios),
    "Days with a crash, too long for a hand and written by their test too:",
    listOf(days),
  ].join("\n\n")}\n`;

const listOf = (pages: readonly Listed[]): string => pages.map(({ id, title }) => `- [${title}](${id}.md)`).join("\n");

const lineCells = ({ millis, who, text }: Line): readonly string[] => [
  String(millis),
  who === "engine" ? "" : who,
  text,
];

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");

const escaped = (text: string): string => text.replaceAll("|", "\\|");

function settingsText({
  entryLatency,
  responseLatency,
  queueModel,
  instruments,
  execution,
  risk,
}: DeskSettings): string {
  const model = queueModel.kind === "power" ? `power (n = ${queueModel.exponent})` : queueModel.kind;
  const listed = instruments
    .map(({ symbol, tickSize, lotSize, makerFeePpm, takerFeePpm }) => {
      const fees = `fees ${makerFeePpm / 10_000} / ${takerFeePpm / 10_000} %`;
      return `${symbol} (tick ${tickSize}, lot ${lotSize}, ${fees})`;
    })
    .join("; ");
  const margin = instruments.some(({ contract }) => contract !== null)
    ? ` Margin ${execution.margin.mode}, ${execution.margin.leverage}×.`
    : "";
  return `Setting: ${listed}. ${millisText(entryLatency)} to the venue, ${millisText(responseLatency)} back. Queue model \`${model}\`.${margin}${riskText(risk)}`;
}

/** The risk settings that matter here: those that are not too wide to be met. */
function riskText(risk: DeskSettings["risk"]): string {
  const own = settingsDiff(WIDE_RISK, risk).map(({ path, to }) => `\`${path}\` ${to}`);
  return own.length === 0 ? "" : ` Risk: ${own.join(", ")}.`;
}

const millisText = ({ minMicros, maxMicros }: LatencySettings): string =>
  minMicros === maxMicros ? `${minMicros / 1_000} ms` : `${minMicros / 1_000} to ${maxMicros / 1_000} ms`;

/** What the scenario claims, with the numbers of the run. */
function outcomeTexts(expected: Expected, outcome: Required<Expected>): readonly string[] {
  const { fills, states, reasons } = outcome;
  const texts = [
    fills.length === 0
      ? "No fill."
      : table(
          ["order", "size", "price", "rule", "at the venue, ms", "known, ms"],
          fills.map((fill) => [
            fill.order,
            fill.size,
            fill.price,
            `\`${fill.rule}\``,
            String(fill.at),
            String(fill.known),
          ]),
        ),
    table(
      ["order", "ends as", "why"],
      Object.entries(states).map(([id, state]) => [id, state, reasons[id] ? `\`${reasons[id]}\`` : ""]),
    ),
  ];
  if (expected.money !== undefined)
    texts.push(
      table(
        ["money", "cause", "cash"],
        outcome.money.map((entry) => [...entry]),
      ),
    );
  if (expected.parents !== undefined)
    texts.push(
      table(
        ["parent", "ends as", "filled", "delay", "trading", "missed", "fees", "shortfall"],
        Object.entries(outcome.parents).map(([id, { state, filled, delay, trading, missed, fees, total }]) => [
          id,
          state,
          filled,
          delay,
          trading,
          missed,
          fees,
          total,
        ]),
      ),
    );
  if (expected.risk !== undefined)
    texts.push(
      table(
        ["ms", "risk", "change"],
        outcome.risk.map(([millis, what, change]) => [String(millis), what, change]),
      ),
    );
  if (expected.equity !== undefined) texts.push(`Equity ${outcome.equity}, cash and collateral ${outcome.cash}.`);
  return texts;
}
