import { TimedQueue, type Wake } from "@/server/engine/kernel/scheduler";
import type { RequestBody } from "./requests";

/** A request of the desk whose answer is waited for; looked at when `at` has come. */
export type Watched = Readonly<{
  at: number;
  seq: number;
  instrument: number;
  body: RequestBody;
  sentAt: number;
  /** When it reaches the venue, or would have. */
  arrivesAt: number;
  /** How often it was sent before: cancels are sent again. */
  retries: number;
  /** The desk has said that it waits. */
  isSaid: boolean;
}>;

/** Where it was lost: on its way, or at the shut door of the venue. */
export type Loss = "way" | "outage";

export type RequestWatchState = Readonly<{
  waiting: readonly Watched[];
  lost: readonly (readonly [seq: number, loss: Loss])[];
}>;

type Deps = Readonly<{ wake: Wake; timeoutMicros: number }>;

/** Requests on which the desk keeps an eye until their time is out, and what became of those that got lost. */
export class RequestWatch {
  readonly #deps: Deps;
  readonly #waiting = new TimedQueue<Watched>();
  readonly #lost = new Map<number, Loss>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** When the next one's time is out; Infinity without any. */
  get nextAt(): number {
    return this.#waiting.nextAt;
  }

  /** A new cancel of an order takes the place of an earlier one, which was answered or given up. */
  add(sent: Omit<Watched, "at" | "isSaid">): void {
    if (sent.body.kind === "cancel") {
      const { orderId } = sent.body;
      const earlier = this.#waiting.takeFirst(({ body }) => body.kind === "cancel" && body.orderId === orderId);
      if (earlier) this.#lost.delete(earlier.seq);
    }
    this.#push({ ...sent, at: sent.sentAt + this.#deps.timeoutMicros, isSaid: false });
  }

  /** Not answered, but not lost either as far as the venue knows: looked at again a timeout later. */
  wait(watched: Watched): void {
    this.#push({ ...watched, at: watched.at + this.#deps.timeoutMicros, isSaid: true });
  }

  lose(seq: number, loss: Loss): void {
    this.#lost.set(seq, loss);
  }

  /** The next whose time is out by `at`, and whether it got lost. */
  takeDue(at: number): Readonly<{ watched: Watched; loss: Loss | null }> | null {
    const watched = this.#waiting.takeDue(at);
    if (!watched) return null;
    const loss = this.#lost.get(watched.seq) ?? null;
    this.#lost.delete(watched.seq);
    return { watched, loss };
  }

  /** Amends of that order which were sent later and are still watched. */
  laterAmends({ seq, body }: Watched): number {
    const isLater = (other: Watched) =>
      other.seq > seq && other.body.kind === "amend" && body.kind === "amend" && other.body.orderId === body.orderId;
    return this.#waiting.items().filter(isLater).length;
  }

  save(): RequestWatchState {
    return { waiting: this.#waiting.items(), lost: [...this.#lost] };
  }

  load({ waiting, lost }: RequestWatchState): void {
    this.#waiting.load(waiting);
    this.#lost.clear();
    for (const [seq, loss] of lost) this.#lost.set(seq, loss);
  }

  #push(watched: Watched): void {
    this.#waiting.push(watched);
    this.#deps.wake.notify(watched.at);
  }
}
