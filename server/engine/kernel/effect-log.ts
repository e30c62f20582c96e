import type { Effect } from "@/server/domain/effect";
import { Digest, type DigestState } from "./digest";

type Listener = Readonly<{ onEffect: (effect: Effect) => void }>;

/**
 * Effects since the last drain, and the digest over all of them since the beginning. The log of an outer
 * lane of a band is unseen: it keeps nothing, and who makes an effect for the eye alone may leave it out.
 */
export class EffectLog {
  readonly isSeen: boolean;
  readonly #listener: Listener | null;
  #pending: Effect[] = [];
  #digest = new Digest();

  constructor({ isSeen = true, listener = null }: Readonly<{ isSeen?: boolean; listener?: Listener | null }> = {}) {
    this.isSeen = isSeen;
    this.#listener = listener;
  }

  emit(effect: Effect): void {
    this.#listener?.onEffect(effect);
    if (!this.isSeen) return;
    this.#digest.add(effect);
    this.#pending.push(effect);
  }

  drain(): Effect[] {
    const drained = this.#pending;
    this.#pending = [];
    return drained;
  }

  save(): DigestState {
    return this.#digest.save();
  }

  load(state: DigestState): void {
    this.#digest = new Digest(state);
    this.#pending = [];
  }
}
