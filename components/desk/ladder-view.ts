/**
 * The ladder's pixels: a fixed set of elements, written in place at each message.
 *
 * No React: forty-one rows change ten times a second. Elements and not a canvas, so that the text
 * can be read by everybody, takes the theme and is as sharp as the rest.
 */
import type { Order } from "@/server/domain/order";
import type { Ladder, LadderRow } from "./ladder-rows";
import { toSpreadText } from "./spread-text";
import type { Units } from "./units";

export type LadderPorts = {
  readonly units: Units;
  readonly onPick: (ticks: number) => void;
  /** The pointer or the keyboard is on a row with own orders; null when it left. */
  readonly onOwn: (at: OwnHover | null) => void;
};

export type OwnHover = {
  readonly orderIds: readonly string[];
  /** Edge of the row that the card stands at, px from the top of the ladder as it is scrolled. */
  readonly edge: number;
  /** There is more room above the row than below it. */
  readonly isAbove: boolean;
};

type Cells = {
  readonly root: HTMLDivElement;
  readonly depth: HTMLElement;
  readonly bar: HTMLElement;
  readonly price: HTMLElement;
  readonly size: HTMLElement;
  readonly cumulative: HTMLElement;
  readonly own: HTMLElement;
  readonly ahead: HTMLElement;
  row: LadderRow | null;
};

export const LADDER_LEVELS = 20;

export class LadderView {
  readonly #ports: LadderPorts;
  readonly #root: HTMLElement;
  readonly #asks: readonly Cells[];
  readonly #bids: readonly Cells[];
  readonly #spread: HTMLElement;
  #cursor: Cells | null = null;

  /** @param root an element with role listbox that takes the focus */
  constructor(root: HTMLElement, ports: LadderPorts) {
    this.#root = root;
    this.#ports = ports;
    const make = (side: "ask" | "bid") => Array.from({ length: LADDER_LEVELS }, () => makeRow(root.id, side));
    this.#asks = make("ask");
    this.#bids = make("bid");
    this.#spread = document.createElement("div");
    this.#spread.className = "ladder-spread num";
    this.#spread.setAttribute("role", "presentation");
    const asks = group("Asks", [...this.#asks].reverse());
    root.replaceChildren(asks, this.#spread, group("Bids", this.#bids));
    for (const cells of [...this.#asks, ...this.#bids]) this.#listen(cells);
    root.addEventListener("keydown", (event) => this.#onKey(event));
  }

  update(ladder: Ladder): void {
    this.#asks.forEach((cells, i) => this.#write(cells, ladder.asks[i] ?? null));
    this.#bids.forEach((cells, i) => this.#write(cells, ladder.bids[i] ?? null));
    setText(this.#spread, this.#spreadText(ladder));
  }

  destroy(): void {
    this.#root.replaceChildren();
  }

  #spreadText({ spreadTicks, spreadBps, ownAbove, ownBelow }: Ladder): string {
    const { units } = this.#ports;
    const spread =
      spreadTicks === null || spreadBps === null
        ? "no two-sided book"
        : `${units.price(spreadTicks)} ${units.spec.quote} · ${toSpreadText(spreadBps)}`;
    const beyond = ownAbove + ownBelow === 0 ? "" : ` · ${ownAbove + ownBelow} of yours beyond`;
    return `${spread}${beyond}`;
  }

  #write(cells: Cells, row: LadderRow | null): void {
    cells.row = row;
    if (row === null) {
      cells.root.dataset["empty"] = "true";
      // An option without a text is none.
      cells.root.setAttribute("role", "presentation");
      cells.root.removeAttribute("aria-selected");
      for (const cell of [cells.price, cells.size, cells.cumulative, cells.own]) setText(cell, "");
      cells.depth.style.transform = "scaleX(0)";
      cells.bar.style.transform = "scaleX(0)";
      delete cells.root.dataset["own"];
      return;
    }
    const { units } = this.#ports;
    delete cells.root.dataset["empty"];
    cells.root.setAttribute("role", "option");
    cells.root.setAttribute("aria-selected", String(cells === this.#cursor));
    setText(cells.price, units.price(row.ticks));
    setText(cells.size, row.lots === 0 ? "" : units.size(row.lots));
    setText(cells.cumulative, row.lots === 0 ? "" : units.size(row.cumulativeLots));
    cells.depth.style.transform = `scaleX(${row.depth.toFixed(4)})`;
    cells.bar.style.transform = `scaleX(${row.weight.toFixed(4)})`;
    this.#writeOwn(cells, row);
  }

  #writeOwn(cells: Cells, { own }: LadderRow): void {
    if (own === null) {
      delete cells.root.dataset["own"];
      setText(cells.own, "");
      return;
    }
    const { units } = this.#ports;
    cells.root.dataset["own"] = own.orderIds.join(" ");
    cells.root.dataset["ahead"] = own.aheadLots === null ? "" : String(own.aheadLots);
    const ahead =
      own.aheadLots === null ? "sent" : own.aheadLots === 0 ? "front" : `${units.brief(own.aheadLots)} ahead`;
    setText(cells.own, `${units.brief(own.lots)} · ${ahead}`);
    cells.ahead.style.transform = `scaleX(${(own.aheadShare ?? 1).toFixed(4)})`;
  }

  #listen(cells: Cells): void {
    const { root } = cells;
    root.addEventListener("click", () => this.#pick(cells));
    root.addEventListener("pointerenter", () => this.#hover(cells));
    root.addEventListener("pointerleave", () => this.#ports.onOwn(null));
  }

  #pick({ row }: Cells): void {
    if (row !== null) this.#ports.onPick(row.ticks);
  }

  #hover({ row, root }: Cells): void {
    const own = row?.own ?? null;
    if (own === null) {
      this.#ports.onOwn(null);
      return;
    }
    const top = root.offsetTop - this.#root.scrollTop;
    const isAbove = top > this.#root.clientHeight / 2;
    this.#ports.onOwn({ orderIds: own.orderIds, isAbove, edge: isAbove ? top : top + root.offsetHeight });
  }

  /** Up and down choose a row, Enter takes its price. */
  #onKey(event: KeyboardEvent): void {
    const order = [...[...this.#asks].reverse(), ...this.#bids].filter((cells) => cells.row !== null);
    const at = this.#cursor === null ? -1 : order.indexOf(this.#cursor);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const middle = order.findIndex((cells) => cells.row?.side === "bid");
      const next = at === -1 ? middle : at + (event.key === "ArrowDown" ? 1 : -1);
      this.#setCursor(order[Math.max(0, Math.min(order.length - 1, next))] ?? null);
    } else if (event.key === "Enter" && this.#cursor !== null) this.#pick(this.#cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #setCursor(cells: Cells | null): void {
    this.#cursor?.root.setAttribute("aria-selected", "false");
    this.#cursor = cells;
    if (cells === null) return;
    cells.root.setAttribute("aria-selected", "true");
    cells.root.scrollIntoView({ block: "nearest" });
    this.#root.setAttribute("aria-activedescendant", cells.root.id);
    this.#hover(cells);
  }
}

let made = 0;

function makeRow(ladderId: string, side: "ask" | "bid"): Cells {
  const root = document.createElement("div");
  root.id = `${ladderId}-${(made += 1)}`;
  root.className = "ladder-row";
  root.dataset["side"] = side;
  root.setAttribute("role", "option");
  root.setAttribute("aria-selected", "false");
  const cell = (name: string) => {
    const element = document.createElement("span");
    element.className = `ladder-${name}`;
    root.append(element);
    return element;
  };
  const depth = cell("depth");
  const bar = cell("bar");
  return {
    root,
    depth,
    bar,
    price: cell("price"),
    size: cell("size"),
    cumulative: cell("cumulative"),
    own: cell("own"),
    ahead: cell("ahead"),
    row: null,
  };
}

function group(label: string, rows: readonly Cells[]): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", label);
  element.append(...rows.map((cells) => cells.root));
  return element;
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Orders of a hovered row, in the order shown. */
export const ordersAt = (hover: OwnHover, working: readonly Order[]): readonly Order[] =>
  working.filter((order) => hover.orderIds.includes(order.id));
