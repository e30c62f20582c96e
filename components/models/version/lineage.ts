/** Where a version comes from, line by line: everything needed to make it again. */
import { toDay, toMinute } from "@/components/models/spans";
import { familyName, instrumentName, instrumentsText, labelText } from "@/components/models/words";
import { toDuration } from "@/components/ui/time-format";
import type { ModelManifest, TrainingFacts } from "@/server/domain/models/manifest";

export type LineageLine = Readonly<{
  name: string;
  text: string;
  /** Shown in full on hover and copied: hashes. */
  full?: string;
}>;

/** The first digits of a hash are enough to tell two apart. */
export const shortHash = (hash: string): string => hash.slice(0, 12);

export function lineageOf(manifest: ModelManifest): readonly LineageLine[] {
  const { featureSet, training, input, output } = manifest;
  const steps = input.steps === 1 ? "" : `, ${input.steps} rows back`;
  return [
    { name: "Family", text: familyName(manifest.family) },
    { name: "Foresees", text: labelText(manifest.label) },
    { name: "Instruments", text: instrumentsText(manifest.instrumentIds, 6) },
    hash(`Features ${featureSet.name} v${featureSet.version}`, featureSet.hash),
    { name: "Input", text: `${input.name}: ${input.columns.length} columns${steps}` },
    { name: "Output", text: `${output.name}: ${output.classes.join(", ")}` },
    hash("ONNX file", manifest.sha256),
    { name: "ONNX opset", text: String(manifest.opset) },
    ...(training === null ? [] : trainingLines(training)),
  ];
}

function trainingLines(facts: TrainingFacts): readonly LineageLine[] {
  return [
    { name: "Window", text: `${toMinute(facts.trainedFrom)} to ${toMinute(facts.trainedTo)} UTC` },
    { name: "Rows", text: facts.rows.toLocaleString("en").replaceAll(",", "\u202f") },
    ...facts.data.map(({ instrumentId, sha256, from, to, rows }) => ({
      name: `Data of ${instrumentName(instrumentId)}`,
      text: `${shortHash(sha256)} · ${toDay(from)} to ${toDay(to)}, ${rows} rows`,
      full: sha256,
    })),
    { name: "Code", text: facts.codeVersion },
    { name: "Seed", text: String(facts.seed) },
    { name: "Threads", text: String(facts.threads) },
    { name: "Took", text: toDuration(facts.seconds * 1e6) },
    ...Object.entries(facts.params).map(([name, value]) => ({ name, text: String(value) })),
  ];
}

const hash = (name: string, full: string): LineageLine => ({ name, text: shortHash(full), full });

/** What it could not have seen. */
export const quarantineText = ({ quarantineFrom }: Pick<TrainingFacts, "quarantineFrom">): string =>
  `Nothing after ${toMinute(quarantineFrom)} UTC could be read while it was trained: the database refused the trainer everything later, and all of the desks.`;
