/** TrainingStore that forgets. */
import type { ModelRecipe } from "@/server/domain/models/recipe";
import type { TrainingRun, Trial } from "@/server/domain/models/training-run";
import type { TrainingStore } from "@/server/ports/training-store";

type Kept = {
  run: TrainingRun;
  recipe: ModelRecipe;
  claim: number;
  seenAt: number;
  seesUntil: number | null;
  cancelledBy: string | null;
};

const isOpen = ({ run }: Kept): boolean => run.state === "queued" || run.state === "running";

type Runs = Map<string, Kept>;

export function createMemoryTrainingStore(): TrainingStore {
  const kept: Runs = new Map();
  return { ...runsOf(kept), ...hostsOf(kept), ...ledgerOf() };
}

type ForPeople = "addRun" | "findRun" | "listRuns" | "listOpenRuns" | "cancelRun";
type Ledger = "addTrials" | "listTrials" | "countTrials" | "tallyTrials";

function runsOf(kept: Runs): Pick<TrainingStore, ForPeople> {
  const all = (): Kept[] => [...kept.values()];
  return {
    async addRun({ id, model, recipe, cause, who, queuedAt }) {
      if (kept.has(id) || all().some((one) => one.run.model === model && isOpen(one))) return false;
      const told = {
        startedAt: null,
        endedAt: null,
        resumes: 0,
        progress: null,
        text: "",
        quarantine: "",
        version: null,
      };
      const run: TrainingRun = { id, model, state: "queued", cause, who, queuedAt, ...told };
      kept.set(id, { run, recipe, claim: 0, seenAt: -Infinity, seesUntil: null, cancelledBy: null });
      return true;
    },
    findRun: async (runId) => kept.get(runId)?.run ?? null,
    async listRuns({ model, limit }) {
      const runs = all().map(({ run }) => run);
      return runs
        .filter((run) => model === null || run.model === model)
        .toSorted((a, b) => b.queuedAt - a.queuedAt)
        .slice(0, limit);
    },
    listOpenRuns: async () =>
      all()
        .filter(isOpen)
        .map(({ run }) => run)
        .toSorted((a, b) => a.queuedAt - b.queuedAt),
    async cancelRun(runId, { who, at }) {
      const one = kept.get(runId);
      if (!one || !isOpen(one)) return false;
      one.cancelledBy ??= who;
      if (one.run.state === "queued") {
        one.run = { ...one.run, state: "cancelled", text: "Cancelled before it began", endedAt: at };
      }
      return true;
    },
  };
}

function hostsOf(kept: Runs): Omit<TrainingStore, ForPeople | Ledger> {
  const all = (): Kept[] => [...kept.values()];
  /** The run while `claim` is its newest. */
  const held = (runId: string, claim: number): Kept | null => {
    const found = kept.get(runId);
    return found && found.claim === claim && found.run.state === "running" ? found : null;
  };
  return {
    async claimRun({ runId, at, silentMicros }) {
      const one = kept.get(runId);
      const isLive = (other: Kept): boolean => other.run.state === "running" && other.seenAt > at - silentMicros;
      if (!one || !isOpen(one) || isLive(one) || all().some((other) => other !== one && isLive(other))) return null;
      const { state, resumes, startedAt } = one.run;
      const isAgain = state === "running";
      one.run = { ...one.run, state: "running", resumes: resumes + (isAgain ? 1 : 0), startedAt: startedAt ?? at };
      one.claim += 1;
      one.seenAt = at;
      return { run: one.run, claim: one.claim, recipe: one.recipe, seesUntil: one.seesUntil };
    },
    async tellRun(runId, claim, { at, progress, quarantine, seesUntil, resumed = false, text }) {
      const one = held(runId, claim);
      if (!one) return "lost";
      one.seenAt = at;
      one.seesUntil ??= seesUntil ?? null;
      const { run } = one;
      one.run = {
        ...run,
        progress: progress ?? run.progress,
        quarantine: quarantine ?? run.quarantine,
        text: text ?? run.text,
        resumes: run.resumes + (resumed ? 1 : 0),
      };
      return one.cancelledBy === null ? "go on" : "cancel";
    },
    async releaseRun(runId, claim) {
      const one = held(runId, claim);
      if (one) one.seenAt = -Infinity;
    },
    async endRun(runId, claim, { at, ...end }) {
      const one = held(runId, claim);
      if (!one) return false;
      one.run = { ...one.run, ...end, endedAt: at };
      return true;
    },
  };
}

function ledgerOf(): Pick<TrainingStore, Ledger> {
  const trials = new Map<string, Trial>();
  return {
    async addTrials(added) {
      for (const { key, ...trial } of added) {
        const id = `${trial.runId}/${key}`;
        if (!trials.has(id)) trials.set(id, { ...trial, id: trials.size + 1 });
      }
    },
    async listTrials({ model, runId, limit }) {
      const wanted = [...trials.values()].filter((one) => one.model === model && (!runId || one.runId === runId));
      return wanted.toReversed().slice(0, limit);
    },
    countTrials: async (model, exceptRun) =>
      [...trials.values()].filter((one) => one.model === model && one.runId !== exceptRun).length,
    async tallyTrials(model) {
      const wanted = [...trials.values()].filter((one) => model === null || one.model === model);
      const sharpes = wanted.flatMap(({ sharpe }) => (sharpe === null ? [] : [sharpe]));
      const mean = sharpes.reduce((sum, value) => sum + value, 0) / Math.max(sharpes.length, 1);
      const squares = sharpes.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return { count: wanted.length, sharpeVariance: sharpes.length < 2 ? 0 : squares / (sharpes.length - 1) };
    },
  };
}
