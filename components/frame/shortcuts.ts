/**
 * The keys of the desk: who listens to which, in what order, and what `?` lists.
 *
 * A binding is a key (`b`), a chord (`ctrl+k`) or two keys after one another (`g j`). The binding
 * registered last wins, so that a dialog or a panel can take Esc before the page does.
 */
export type Shortcut = {
  readonly keys: string;
  readonly label: string;
  readonly group: string;
  /** @returns false when it had nothing to do, so that the next one may */
  readonly act: () => boolean | void;
  /** Works while a field has the focus, too. */
  readonly inFields?: boolean;
};

export type KeyPress = {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  /** A text field or an editor has the focus. */
  readonly inField: boolean;
  readonly atMillis: number;
};

/** Two keys of a sequence must follow each other within this time. */
export const SEQUENCE_MILLIS = 900;

export class Shortcuts {
  #bound: readonly Shortcut[] = [];
  #first: { key: string; atMillis: number } | null = null;
  readonly #listeners = new Set<() => void>();

  /** All bindings, in the order of registration. A new array after each change. */
  readonly list = (): readonly Shortcut[] => this.#bound;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  register(shortcut: Shortcut): () => void {
    this.#change([...this.#bound, shortcut]);
    return () => this.#change(this.#bound.filter((other) => other !== shortcut));
  }

  /** @returns whether a binding took the key */
  press(press: KeyPress): boolean {
    const name = nameOf(press);
    const first = this.#first;
    this.#first = null;
    const sequence =
      first !== null && press.atMillis - first.atMillis <= SEQUENCE_MILLIS ? `${first.key} ${name}` : null;
    for (const wanted of sequence === null ? [name] : [sequence, name]) {
      for (const shortcut of [...this.#bound].reverse()) {
        if (shortcut.keys !== wanted || (press.inField && shortcut.inFields !== true)) continue;
        if (shortcut.act() !== false) return true;
      }
    }
    if (!press.inField && this.#bound.some((shortcut) => shortcut.keys.startsWith(`${name} `))) {
      this.#first = { key: name, atMillis: press.atMillis };
    }
    return false;
  }

  #change(bound: readonly Shortcut[]): void {
    this.#bound = bound;
    for (const listener of this.#listeners) listener();
  }
}

function nameOf({ key, ctrl, alt }: KeyPress): string {
  const plain = key.length === 1 ? key.toLowerCase() : key;
  return `${ctrl ? "ctrl+" : ""}${alt ? "alt+" : ""}${plain}`;
}
