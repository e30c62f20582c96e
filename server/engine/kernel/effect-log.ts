import type { Effect } from "@/server/domain/effect";
import { Digest, type DigestState } from "./digest";

/** Effects since the last drain, and the digest over all of them since the beginning. */
export class EffectLog {
  #pending: Effect[] = [];
  #digest = new Digest();

  emit(effect: Effect): void {
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
