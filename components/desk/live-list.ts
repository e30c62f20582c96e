/** A list that grows at its head from the stream and at its tail from the server: fills, signals. */
import { Store } from "@/components/frame/topic-store";

export type ListPage<T> = { readonly rows: readonly T[]; readonly nextCursor: string | null };

export type LiveListState<T> = {
  /** Newest first. */
  readonly rows: readonly T[];
  readonly cursor: string | null;
  readonly isLoading: boolean;
  readonly problem: string | null;
};

export type LiveListPorts<T> = {
  readonly idOf: (row: T) => string;
  readonly load: (cursor: string | null) => Promise<ListPage<T>>;
};

/** What is kept in the page; older rows stay on the server, in the journal. */
const ROWS_MAX = 10_000;

export class LiveList<T> {
  readonly state: Store<LiveListState<T>>;
  readonly #ports: LiveListPorts<T>;
  readonly #known: Set<string>;

  constructor(first: ListPage<T>, ports: LiveListPorts<T>) {
    this.#ports = ports;
    this.#known = new Set(first.rows.map(ports.idOf));
    this.state = new Store<LiveListState<T>>({
      rows: first.rows,
      cursor: first.nextCursor,
      isLoading: false,
      problem: null,
    });
  }

  /** @param rows in the order in which they happened */
  add(rows: readonly T[]): void {
    const fresh = rows.filter((row) => this.#isNew(row)).reverse();
    if (fresh.length === 0) return;
    const state = this.state.get();
    this.state.set({ ...state, rows: [...fresh, ...state.rows].slice(0, ROWS_MAX) });
  }

  async loadOlder(): Promise<void> {
    const { cursor, isLoading, rows } = this.state.get();
    if (cursor === null || isLoading || rows.length >= ROWS_MAX) return;
    await this.#load(cursor, (page) => {
      const older = page.rows.filter((row) => this.#isNew(row));
      return { rows: [...this.state.get().rows, ...older], cursor: page.nextCursor };
    });
  }

  /** Starts anew from the server, e.g. after the stream was down. What is shown stays until it came. */
  async reload(): Promise<void> {
    await this.#load(null, (page) => {
      this.#known.clear();
      for (const row of page.rows) this.#known.add(this.#ports.idOf(row));
      return { rows: page.rows, cursor: page.nextCursor };
    });
  }

  async #load(
    cursor: string | null,
    merge: (page: ListPage<T>) => Pick<LiveListState<T>, "rows" | "cursor">,
  ): Promise<void> {
    this.state.set({ ...this.state.get(), isLoading: true });
    try {
      const page = await this.#ports.load(cursor);
      this.state.set({ ...merge(page), isLoading: false, problem: null });
    } catch (error) {
      const problem = error instanceof Error ? error.message : "The server did not answer";
      this.state.set({ ...this.state.get(), isLoading: false, problem });
    }
  }

  #isNew(row: T): boolean {
    const id = this.#ports.idOf(row);
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    return true;
  }
}
