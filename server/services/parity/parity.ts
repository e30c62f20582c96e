/**
 * Parity: a desk's runs are done again from their tapes, through a fresh engine, and everything that comes out is
 * held against the database: rows to the last digit, and at the end of each run the checksum of the whole state.
 *
 * A run that was killed is replayed to its last commit; the next one begins as its host began it, from that
 * checkpoint with the books unknown.
 */
import type { Effect } from "@/server/domain/effect";
import { isAppError } from "@/server/domain/errors";
import type { ParityReport } from "@/server/domain/parity";
import type { EngineCheckpoint } from "@/server/engine/kernel/checkpoint";
import { settingsFingerprint } from "@/server/engine/kernel/settings";
import type { DeskAudit, DeskSnapshot } from "@/server/ports/desk-audit";
import type { Desk } from "@/server/ports/desk-store";
import type { Tapes } from "@/server/ports/tape";
import type { DeskEngine, OpenEngine } from "@/server/services/desks/engine-driver";
import { epochOf, runTape } from "@/server/services/tapes/run-rows";
import { Comparison } from "./comparison";
import { differencesOf } from "./differences";
import { openedWith, replayRun } from "./replay-run";
import { ReplayedRows } from "./replayed-rows";

export type ParityDeps = Readonly<{ tapes: Tapes; audit: DeskAudit; openEngine: OpenEngine }>;
export type ParityQuestion = Readonly<{
  desk: Desk /** One run alone; null: all. */;
  epoch: number | null;
  signal: AbortSignal;
}>;
export type ParityAnswer = Omit<ParityReport, "at" | "tookMillis">;

/** Rows that wait in memory to be compared. */
const WAITING_MAX = 5_000;

type Run = Readonly<{ epoch: number; startsAt: number; checkpoint: string | null }>;

export function findParity(deps: ParityDeps, question: ParityQuestion): Promise<ParityAnswer> {
  return deps.audit.withSnapshot(question.desk.id, async (snapshot) => {
    const check = new ParityCheck(deps, question, snapshot);
    await check.run();
    return check.answer();
  });
}

class ParityCheck {
  readonly #deps: ParityDeps;
  readonly #question: ParityQuestion;
  readonly #snapshot: DeskSnapshot;
  readonly #comparison: Comparison;
  readonly #rows = new ReplayedRows();
  readonly #notes: string[] = [];
  readonly #done: number[] = [];
  #events = 0;
  #isIncomplete = false;
  /** A tape ended before its run's last commit: the replay stands in the middle of something. */
  #isCut = false;

  constructor(deps: ParityDeps, question: ParityQuestion, snapshot: DeskSnapshot) {
    this.#deps = deps;
    this.#question = question;
    this.#snapshot = snapshot;
    this.#comparison = new Comparison(snapshot);
  }

  async run(): Promise<void> {
    const runs = await this.#runs();
    const { epoch } = this.#question;
    if (runs.length === 0) return this.#missing("There is no tape of this desk on this machine");
    if (this.#snapshot.checkpoint === null) return this.#missing("The desk has committed nothing yet");
    const wanted = runs.filter((run) => epoch === null || run.epoch === epoch);
    if (wanted.length === 0) return this.#missing(`There is no tape of run ${epoch} on this machine`);
    if (epoch === null && runs[0]?.checkpoint !== null) {
      this.#missing(`The tapes begin with run ${runs[0]?.epoch}: what the desk did before is not replayed`);
    }
    let engine: DeskEngine | null = null;
    for (const run of wanted) engine = await this.#replay(run, runs[runs.indexOf(run) + 1] ?? null, engine);
    await this.#compareWritten(!this.#isCut);
    await this.#compareEnd(wanted, runs);
  }

  answer(): ParityAnswer {
    const { desk, epoch } = this.#question;
    const { count, listed, compared } = this.#comparison;
    const status = count > 0 ? "different" : this.#isIncomplete ? "incomplete" : "same";
    const rows = Object.values(compared).reduce((sum, n) => sum + n, 0);
    const what = `${this.#events} events of ${this.#done.length} ${this.#done.length === 1 ? "run" : "runs"} replayed, ${rows} rows compared`;
    const verdict = count === 1 ? "1 difference" : `${count} differences`;
    return {
      deskId: desk.id,
      epoch,
      status,
      text: `${verdict}: ${what}${this.#isIncomplete ? "; not everything could be replayed" : ""}`,
      differences: count,
      listed,
      compared,
      events: this.#events,
      runs: this.#done,
      notes: this.#notes,
    };
  }

  /** All that are on tape, in order, with what they began with. */
  async #runs(): Promise<readonly Run[]> {
    const { desk } = this.#question;
    const runs: Run[] = [];
    for (const tape of await this.#deps.tapes.list(desk.id)) {
      const epoch = epochOf(tape);
      if (epoch === null) continue;
      try {
        const reading = await this.#deps.tapes.read(tape);
        if (reading.header.facts["desk_created"] !== String(desk.createdAt)) {
          this.#notes.push(`Run ${epoch} on this disk is of another desk of this name, and is left out`);
          continue;
        }
        const checkpoint = await openedWith(reading);
        runs.push({ epoch, checkpoint, startsAt: checkpoint === null ? 0 : appliedEvents(checkpoint) });
      } catch (error) {
        this.#missing(`Run ${epoch}: ${textOf(error)}`);
      }
    }
    return runs;
  }

  /** @returns the engine as the next run may begin with it; null when that run must begin with its own checkpoint */
  async #replay(run: Run, next: Run | null, before: DeskEngine | null): Promise<DeskEngine | null> {
    const { desk, signal } = this.#question;
    const end = next ? next.checkpoint : this.#snapshot.checkpoint;
    const lastEvent = end === null ? 0 : appliedEvents(end);
    try {
      const reading = await this.#deps.tapes.read(runTape(desk.id, run.epoch));
      this.#assertSettings(reading.header.facts["settings_fingerprint"], run.epoch);
      const checkpoint = before ? sealed(before) : run.checkpoint;
      const engine = this.#deps.openEngine(desk.settings, checkpoint);
      const onEffects = async (effects: readonly Effect[]) => {
        for (const effect of effects) this.#rows.add(effect);
        if (this.#rows.waiting > WAITING_MAX) await this.#compareWritten(false);
      };
      await replayRun({ reading, engine, lastEvent, onEffects, signal });
      this.#done.push(run.epoch);
      this.#events += engine.appliedEvents - run.startsAt;
      for (const loss of reading.losses) this.#notes.push(`Run ${run.epoch}: ${loss}`);
      if (engine.appliedEvents < lastEvent) {
        const missing = lastEvent - engine.appliedEvents;
        this.#isCut = true;
        this.#missing(`Run ${run.epoch}: its tape ends ${missing} events before its last commit`);
        return null;
      }
      if (end !== null) this.#compareState(run.epoch, sealed(engine), end);
      return engine;
    } catch (error) {
      if (signal.aborted) throw error;
      if (isAppError(error)) this.#missing(`Run ${run.epoch}: ${error.message}`);
      else this.#comparison.add(differencesOf({ kind: "engine", id: `run ${run.epoch}` }, textOf(error), "it ran"));
      return null;
    }
  }

  #assertSettings(recorded: string | undefined, epoch: number): void {
    const ours = settingsFingerprint(this.#question.desk.settings);
    if (recorded === ours) return;
    this.#comparison.add(differencesOf({ kind: "settings", id: `run ${epoch}` }, recorded, ours));
  }

  /** Both cover every effect since the desk began, so equal checksums are equal desks. */
  #compareState(epoch: number, replayed: string, stored: string): void {
    const place = { kind: "state", id: `run ${epoch}` };
    this.#comparison.add(differencesOf(place, { checksum: checksum(replayed) }, { checksum: checksum(stored) }));
    this.#comparison.compared["state"] = (this.#comparison.compared["state"] ?? 0) + 1;
  }

  async #compareWritten(isEnd: boolean): Promise<void> {
    await this.#comparison.rows(this.#rows.takeWritten({ isEnd }));
  }

  /** What changes is stored as of the desk's end: it can be held against a replay that came as far. */
  async #compareEnd(wanted: readonly Run[], runs: readonly Run[]): Promise<void> {
    const isToTheEnd = wanted.at(-1) === runs.at(-1);
    if (this.#isIncomplete || !isToTheEnd) return;
    await this.#comparison.rows(this.#rows.changing());
    // A run that did not begin the desk only knows its own part of a trace, and of all keys.
    if (wanted[0]?.checkpoint !== null) return;
    await this.#comparison.traces(this.#rows);
    await this.#comparison.unsaid(this.#rows);
  }

  #missing(note: string): void {
    this.#isIncomplete = true;
    this.#notes.push(note);
  }
}

const parsed = (checkpoint: string): EngineCheckpoint => JSON.parse(checkpoint) as EngineCheckpoint;
const appliedEvents = (checkpoint: string): number => parsed(checkpoint).appliedEvents;
const checksum = (checkpoint: string): string => parsed(checkpoint).checksum;
/** As the host commits it. */
const sealed = (engine: DeskEngine): string => JSON.stringify(engine.checkpoint({ books: false }));
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
