/** Who listens to what within this process. */
export class Subscriptions {
  #handlers = new Map<string, Set<(payload: string) => void>>();

  /** @returns true when nobody listened to the topic before */
  add(topic: string, handler: (payload: string) => void): boolean {
    const known = this.#handlers.get(topic);
    if (known) {
      known.add(handler);
      return false;
    }
    this.#handlers.set(topic, new Set([handler]));
    return true;
  }

  /** @returns true when nobody listens to the topic any more */
  remove(topic: string, handler: (payload: string) => void): boolean {
    const known = this.#handlers.get(topic);
    if (!known?.delete(handler) || known.size > 0) return false;
    this.#handlers.delete(topic);
    return true;
  }

  deliver(topic: string, payload: string): void {
    for (const handler of this.#handlers.get(topic) ?? []) handler(payload);
  }

  topics(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  clear(): void {
    this.#handlers.clear();
  }
}
