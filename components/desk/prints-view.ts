/** The tape of trades: newest on top, each row written once and then only moved. */
import { toClock, toIsoMicros } from "@/components/ui/time-format";
import type { MarketView } from "@/server/domain/views";
import type { Units } from "./units";

type Trade = MarketView["trades"][number];

/** Rows in the page; older prints fall off the end. */
export const PRINTS_SHOWN = 120;

export class PrintsView {
  readonly #root: HTMLElement;
  readonly #units: Units;
  /** Trade ids in the page, to pass over what a reconnect repeats. */
  readonly #seen = new Set<number>();
  /** Of the sizes seen, decaying: what the bars are measured against. */
  #large = 1;

  constructor(root: HTMLElement, units: Units) {
    this.#root = root;
    this.#units = units;
  }

  /** @param trades in the order in which they happened */
  add(trades: readonly Trade[]): void {
    const fresh = trades.filter((trade) => !this.#seen.has(trade[4])).slice(-PRINTS_SHOWN);
    for (const trade of fresh) {
      this.#seen.add(trade[4]);
      this.#large = Math.max(trade[2], this.#large * 0.995);
      this.#root.prepend(this.#write(this.#row(), trade));
    }
    if (this.#seen.size > PRINTS_SHOWN * 4) this.#forget();
  }

  destroy(): void {
    this.#root.replaceChildren();
  }

  /** A new row while there is room, else the oldest one again. */
  #row(): HTMLElement {
    const last = this.#root.lastElementChild;
    if (this.#root.childElementCount >= PRINTS_SHOWN && last instanceof HTMLElement) return last;
    const row = document.createElement("li");
    row.className = "print-row";
    row.append(document.createElement("span"), document.createElement("span"), document.createElement("time"));
    return row;
  }

  #write(row: HTMLElement, [at, priceTicks, sizeLots, aggressor, id]: Trade): HTMLElement {
    const isBuy = aggressor === 0;
    const [price, size, time] = row.children;
    row.dataset["side"] = isBuy ? "buy" : "sell";
    row.dataset["trade"] = String(id);
    row.style.setProperty("--weight", Math.min(1, sizeLots / this.#large).toFixed(3));
    if (price !== undefined) price.textContent = `${isBuy ? "▲" : "▼"} ${this.#units.price(priceTicks)}`;
    if (size !== undefined) size.textContent = this.#units.size(sizeLots);
    if (time instanceof HTMLTimeElement) {
      time.textContent = toClock(at, false);
      time.dateTime = toIsoMicros(at);
      time.title = `${toIsoMicros(at)} (UTC)`;
    }
    return row;
  }

  #forget(): void {
    const inPage = new Set([...this.#root.children].map((row) => Number((row as HTMLElement).dataset["trade"])));
    for (const id of this.#seen) if (!inPage.has(id)) this.#seen.delete(id);
  }
}
