/** The report as text: tables that stand in docs/queue-truth.md as they are. */
import type { BitstampNotes } from "@/server/adapters/tape/importers/bitstamp-l3";
import type { CancelGroup } from "@/server/services/queue-truth/cancel-origins";
import type { TruthSection } from "@/server/services/queue-truth/queue-truth";
import type { ModelScore } from "@/server/services/queue-truth/score";
import { table } from "./markdown";

type Told = Readonly<{
  source: string;
  lotSize: string;
  base: string;
  import: BitstampNotes | null;
  notes: readonly string[];
  sections: readonly TruthSection[];
  cancels: readonly CancelGroup[];
  ranks: readonly Readonly<{ model: string; rank: number }>[];
}>;

/** Sections beyond these are shown in one line each: the seeds of a simulation. */
const WHOLE_SECTIONS = /^(?!Seed )/;

export function queueTruthTable(told: Told): string {
  const { source, import: found, notes, sections, ranks } = told;
  const whole = sections.filter(({ title }) => WHOLE_SECTIONS.test(title));
  const seeds = sections.filter(({ title }) => !WHOLE_SECTIONS.test(title));
  return [
    `Queue models against the truth: ${source}`,
    ...notes,
    ...(found ? ["", ...importLines(found)] : []),
    ...whole.flatMap((section) => ["", ...sectionLines(section, told)]),
    ...(told.cancels.length > 0 ? ["", ...cancelLines(told.cancels)] : []),
    ...(seeds.length > 0 ? ["", ...seedLines(seeds)] : []),
    "",
    "Mean rank of the candidates for the base model, 1 is best:",
    ...table(
      ["model", "mean rank"],
      ranks.map(({ model, rank }) => [model, rank.toFixed(2)]),
    ),
  ].join("\n");
}

function importLines(notes: BitstampNotes): string[] {
  const share = (part: number, all: number) => `${part} of ${all} (${((100 * part) / all).toFixed(2)} %)`;
  return [
    `${notes.lines} lines, ${notes.badLines} unreadable; ${notes.orders} orders, ${notes.trades} trades, ${notes.loneTrades} without a maker`,
    `${notes.unknownOrders} changes of orders that nobody saw come; ${notes.oldLevels} levels of old lots, ${notes.deniedLevels} denied`,
    `${notes.pictures} pictures of the venue against the rebuilt book: levels equal ${share(notes.levelsEqual, notes.levels)}, best prices ${share(notes.touchesEqual, notes.touches)}`,
  ];
}

function sectionLines({ title, score }: TruthSection, { lotSize, base }: Told): string[] {
  const { cases, behindOthers, filled, partly, gone, open, samples, models } = score;
  return [
    `${title}: ${cases} (${behindOthers} behind others); ${filled} filled, ${partly} in part, ${gone} taken back, ${open} still there; ${samples} places`,
    "",
    ...table(
      [
        "model",
        "right filled",
        "wrongly filled",
        "missed",
        "right unfilled",
        "Brier",
        "lots filled / true",
        "first fill off, ms: mean",
        "mean abs",
      ],
      models.map((one) => [
        one.model,
        one.outcome.both,
        one.outcome.onlyModel,
        one.outcome.onlyTruth,
        one.outcome.neither,
        one.outcome.brier.toFixed(5),
        one.lotsRatio.toFixed(4),
        (one.delaySeconds.mean * 1_000).toFixed(1),
        (one.delaySeconds.meanAbsolute * 1_000).toFixed(1),
      ]),
    ),
    "",
    ...table(
      [
        "model",
        `ahead off, ${base}: mean`,
        "mean abs",
        "RMS",
        "as share of ahead at entry: mean",
        "mean abs",
        "RMS",
        "places",
      ],
      models.map((one) => [
        one.model,
        ...[one.ahead.mean, one.ahead.meanAbsolute, one.ahead.rootMeanSquare].map((lots) =>
          (lots * Number(lotSize)).toFixed(4),
        ),
        ...[one.aheadShare.mean, one.aheadShare.meanAbsolute, one.aheadShare.rootMeanSquare].map((x) => x.toFixed(4)),
        one.ahead.count,
      ]),
    ),
    "",
    ...reliabilityLines(models),
  ];
}

function reliabilityLines(models: readonly ModelScore[]): string[] {
  const groups = models[0]?.forecast.table.length ?? 0;
  const heads = Array.from({ length: groups }, (_, i) => `${i + 1}`);
  return [
    "Chance of a fill within the time, from the model's place, %: forecast → seen, by decile of the forecast",
    "",
    ...table(
      ["model", "Brier", "skill", ...heads],
      models.map(({ model, forecast }) => [
        model,
        forecast.brier.toFixed(5),
        forecast.skill.toFixed(4),
        ...forecast.table.map(
          ({ predicted, observed }) => `${(100 * predicted).toFixed(1)} → ${(100 * observed).toFixed(1)}`,
        ),
      ]),
    ),
  ];
}

function cancelLines(groups: readonly CancelGroup[]): string[] {
  const percent = (share: number) => (100 * share).toFixed(1);
  const models = groups[0]?.guessed.map(({ model }) => model) ?? [];
  return [
    "Where cancels came from, %: by the share of the other lots at the price that stood behind the probe",
    "",
    ...table(
      ["share behind", "cancels", "mean share", "came from behind", ...models],
      groups.map(({ fromShare, toShare, cancels, behindShare, fromBehind, guessed }) => [
        `${percent(fromShare)} to ${percent(toShare)}`,
        cancels,
        percent(behindShare),
        percent(fromBehind),
        ...guessed.map((one) => percent(one.fromBehind)),
      ]),
    ),
  ];
}

/** How much one seed differs from another: what each model's places were worth. */
function seedLines(seeds: readonly TruthSection[]): string[] {
  const models = seeds[0]?.score.models.map(({ model }) => model) ?? [];
  return [
    "By seed: RMS error of ahead as a share of what was ahead at entry",
    "",
    ...table(
      ["seed", ...models],
      seeds.map(({ title, score }) => [
        title.replace("Seed ", ""),
        ...score.models.map(({ aheadShare }) => aheadShare.rootMeanSquare.toFixed(4)),
      ]),
    ),
  ];
}
