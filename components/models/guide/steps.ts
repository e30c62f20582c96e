/** The four steps from an empty registry to a model that trades, from what is really there. Pure. */
import type { VersionSummary } from "@/components/models/views";
import type { TrainingRun } from "@/server/domain/models/training-run";

export type StepId = "history" | "train" | "shadow" | "promote";
export type StepState = "done" | "now" | "busy" | "failed" | "ahead";

export type GuideStep = Readonly<{
  id: StepId;
  state: StepState;
  /** What is so now, in a sentence. */
  text: string;
}>;

export type HistoryFact = Readonly<{
  instrumentId: string;
  /** Of final candles there are. */
  days: number;
  /** Being fetched: 0 to 1 of it; null when nothing is. */
  share: number | null;
  /** Why the last fetching failed; null when it did not. */
  problem: string | null;
}>;

export type GuideVersion = Pick<VersionSummary, "version" | "state" | "gatesNow">;

export type GuideFacts = Readonly<{
  /** Of the instruments that the first model is for. */
  history: readonly HistoryFact[];
  daysWanted: number;
  /** The newest. */
  run: TrainingRun | null;
  versions: readonly GuideVersion[];
}>;

export function stepsOf(facts: GuideFacts): readonly GuideStep[] {
  const steps = [historyStep(facts), trainStep(facts), shadowStep(facts), promoteStep(facts)];
  // Only the first that is open can be taken.
  const open = steps.findIndex(({ state }) => state !== "done");
  return steps.map((step, i) => (open >= 0 && i > open && step.state === "now" ? { ...step, state: "ahead" } : step));
}

export const isThrough = (steps: readonly GuideStep[]): boolean => steps.every(({ state }) => state === "done");

function historyStep({ history, daysWanted, versions }: GuideFacts): GuideStep {
  const id = "history";
  const least = Math.min(...history.map(({ days }) => days));
  // A model that is there was made of a history, whatever of it is left.
  if (versions.length > 0) return { id, state: "done", text: "There was enough to train on." };
  if (history.length === 0)
    return { id, state: "ahead", text: "No instrument is known yet; the market is being asked." };
  if (least >= daysWanted)
    return { id, state: "done", text: `${daysText(least)} of final 1m candles are in the database.` };
  const shares = history.flatMap(({ share }) => share ?? []);
  if (shares.length > 0) return { id, state: "busy", text: `${daysText(least)} of ${daysWanted} so far.` };
  const problem = history.find((one) => one.problem !== null)?.problem;
  if (problem != null) return { id, state: "failed", text: problem };
  return { id, state: "now", text: `${daysText(least)} of 1m candles are there; the first model wants ${daysWanted}.` };
}

const daysText = (days: number): string => `${days < 10 ? days.toFixed(1) : Math.floor(days)} days`;

function trainStep({ run, versions }: GuideFacts): GuideStep {
  const id = "train";
  const newest = newestOf(versions);
  if (run !== null && (run.state === "queued" || run.state === "running"))
    return { id, state: "busy", text: run.progress?.text ?? "It waits for the trainer." };
  if (newest !== null) return { id, state: "done", text: `Version ${newest.version} is trained, checked and scored.` };
  if (run?.state === "failed") return { id, state: "failed", text: run.text };
  if (run?.state === "cancelled") return { id, state: "now", text: "The last run was cancelled; nothing was changed." };
  return { id, state: "now", text: "Nothing is trained yet." };
}

function shadowStep({ versions }: GuideFacts): GuideStep {
  const id = "shadow";
  const placed = versions.find(({ state }) => state === "shadow" || state === "champion");
  if (placed !== undefined)
    return { id, state: "done", text: `Version ${placed.version} predicts on every desk that trades its instruments.` };
  return newestOf(versions) === null
    ? { id, state: "ahead", text: "There is no candidate yet." }
    : { id, state: "now", text: "A candidate waits: it predicts nothing until it is put in shadow." };
}

function promoteStep({ versions }: GuideFacts): GuideStep {
  const id = "promote";
  const champion = versions.find(({ state }) => state === "champion");
  if (champion !== undefined)
    return {
      id,
      state: "done",
      text: `Version ${champion.version} is the champion: model-signal trades on it where it is switched on.`,
    };
  const newest = newestOf(versions);
  if (newest === null) return { id, state: "ahead", text: "First a candidate, then its gates." };
  const failed = newest.gatesNow.filter(({ passed }) => !passed);
  if (failed.length === 0) return { id, state: "now", text: "Its gates are passed." };
  return {
    id,
    state: "now",
    text: `Version ${newest.version} failed ${failed.length === 1 ? "a gate" : `${failed.length} gates`}: ${failed.map(({ text }) => text).join("; ")}.`,
  };
}

export const newestOf = <V extends GuideVersion>(versions: readonly V[]): V | null =>
  versions.toSorted((a, b) => b.version - a.version).find(({ state }) => state !== "retired") ?? null;
