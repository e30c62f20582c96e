/**
 * What this page told the desk and has not yet seen answered.
 *
 * A command gets its id here, is shown at once, and is sent again with the same id until the server
 * has it: the desk applies an id once. It leaves the list when its outcome is known.
 */
import type { CommandOutcome, PersonCommand } from "@/server/domain/command";
import { Store } from "./topic-store";

export type SentCommand = {
  readonly id: string;
  readonly body: PersonCommand;
  /** Wall time of the press, ms. */
  readonly sentAt: number;
  readonly phase: "sending" | "waiting" | "accepted" | "refused" | "failed";
  /** Why it was refused or did not reach the desk. */
  readonly text: string | null;
  /** From the press to the outcome, ms; null until then. */
  readonly tookMillis: number | null;
};

export type CommandPorts = {
  readonly deliver: (id: string, body: PersonCommand) => Promise<unknown>;
  readonly outcome: (id: string) => Promise<CommandOutcome | null>;
  readonly makeId: () => string;
  readonly now: () => number;
  readonly wait: (millis: number) => Promise<void>;
  /** Whether trying again can help. */
  readonly isTransient: (error: unknown) => boolean;
};

const DELIVER_TRIES = 5;
const OUTCOME_TRIES = 100;
const POLL_MILLIS = 150;
/** How many answered commands stay in the list, newest last. */
const KEPT = 20;

export class Commands {
  readonly list: Store<readonly SentCommand[]> = new Store<readonly SentCommand[]>([]);
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  /** Resolves with the command as it ended; never rejects, since every end is shown. */
  async send(body: PersonCommand): Promise<SentCommand> {
    const { makeId, now } = this.#ports;
    const command: SentCommand = { id: makeId(), body, sentAt: now(), phase: "sending", text: null, tookMillis: null };
    this.list.set([...this.list.get(), command].slice(-KEPT));
    const failure = await this.#deliver(command);
    if (failure !== null) return this.#end(command, { phase: "failed", text: failure });
    this.#update(command.id, { phase: "waiting" });
    return this.#await(command);
  }

  /** Takes an answered command out of the list, e.g. once its order is in the table. */
  forget(id: string): void {
    this.list.set(this.list.get().filter((command) => command.id !== id));
  }

  async #deliver({ id, body }: SentCommand): Promise<string | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#ports.deliver(id, body);
        return null;
      } catch (error) {
        if (attempt === DELIVER_TRIES || !this.#ports.isTransient(error)) return messageOf(error);
        await this.#ports.wait(POLL_MILLIS * 2 ** attempt);
      }
    }
  }

  async #await(command: SentCommand): Promise<SentCommand> {
    for (let attempt = 0; attempt < OUTCOME_TRIES; attempt += 1) {
      const outcome = await this.#ports.outcome(command.id).catch(() => null);
      if (outcome !== null) {
        const text = outcome.reason?.text ?? null;
        return this.#end(command, { phase: outcome.accepted ? "accepted" : "refused", text });
      }
      await this.#ports.wait(POLL_MILLIS);
    }
    const text = "The desk has the command but has not answered. No worker may be running; see System.";
    return this.#end(command, { phase: "failed", text });
  }

  #end(command: SentCommand, end: Pick<SentCommand, "phase" | "text">): SentCommand {
    const done = { ...command, ...end, tookMillis: this.#ports.now() - command.sentAt };
    this.#update(command.id, done);
    return done;
  }

  #update(id: string, change: Partial<SentCommand>): void {
    this.list.set(this.list.get().map((command) => (command.id === id ? { ...command, ...change } : command)));
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : "The server did not answer");
