/**
 * Working orders over the chart: a line at each price with a handle that can be dragged, and a cross.
 *
 * Plain elements above the canvas, placed anew whenever the chart draws. Dragging shows where the
 * order would go; only letting go asks for it.
 */
export type OrderLine = {
  readonly id: string;
  readonly ticks: number;
  readonly side: "buy" | "sell";
  /** e.g. `0.05 · 1.84 ahead` */
  readonly label: string;
  /** Sent and not yet at the venue. */
  readonly isPending: boolean;
  /** What it is for: stops and targets have a shaded zone behind their line. */
  readonly kind: "order" | "stop" | "target";
  /** Whether its price can be dragged: what waits for a trigger keeps its own. */
  readonly canMove: boolean;
};

export type OrderLinePorts = {
  /** Null when the price is out of sight. */
  readonly toY: (ticks: number) => number | null;
  readonly toTicks: (y: number) => number | null;
  /** Width of the price axis, px: lines end before it. */
  readonly axisWidth: () => number;
  readonly priceText: (ticks: number) => string;
  readonly onAmend: (id: string, ticks: number) => void;
  readonly onCancel: (id: string) => void;
};

type Row = {
  readonly root: HTMLDivElement;
  readonly handle: HTMLButtonElement;
  line: OrderLine;
  draggedTo: number | null;
};

const rounded = (y: number | null) => (y === null ? null : Math.round(y));

const HANDLE_HEIGHT = 24;
/** Width of the cross and the gap to the next handle, px. */
const CROSS_WIDTH = 32;

export class OrderLines {
  readonly #layer: HTMLElement;
  readonly #ports: OrderLinePorts;
  readonly #rows = new Map<string, Row>();

  constructor(layer: HTMLElement, ports: OrderLinePorts) {
    this.#layer = layer;
    this.#ports = ports;
  }

  set(lines: readonly OrderLine[]): void {
    const wanted = new Set(lines.map((line) => line.id));
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.root.remove();
      this.#rows.delete(id);
    }
    for (const line of lines) {
      const row = this.#rows.get(line.id) ?? this.#add(line);
      row.line = line;
      this.#write(row);
    }
    this.place();
  }

  /** Puts every line where its price now is; handles that would overlap stand side by side. Called whenever the chart has drawn. */
  place(): void {
    if (this.#rows.size === 0) return;
    this.#layer.style.setProperty("--axis-width", `${this.#ports.axisWidth()}px`);
    const placed = [...this.#rows.values()]
      .map((row) => ({ row, y: rounded(this.#ports.toY(row.draggedTo ?? row.line.ticks)) }))
      .sort((a, b) => (a.y ?? 0) - (b.y ?? 0));
    let bottom = Number.NEGATIVE_INFINITY;
    let end = 0;
    for (const { row, y } of placed) {
      row.root.hidden = y === null;
      if (y === null) continue;
      const width = row.handle.offsetWidth + CROSS_WIDTH;
      const isCrowded = y + HANDLE_HEIGHT / 2 < bottom + HANDLE_HEIGHT;
      const fits = isCrowded && end + width < this.#layer.clientWidth;
      // Beside its neighbour where there is room, else below it; the line itself stays at its price.
      const shift = fits ? end : 0;
      const middle = !isCrowded ? y : fits ? bottom - HANDLE_HEIGHT / 2 : bottom + HANDLE_HEIGHT / 2;
      row.root.style.top = `${Math.round(y)}px`;
      row.root.style.setProperty("--shift", `${shift}px`);
      row.root.style.setProperty("--drop", `${Math.round(middle - y)}px`);
      bottom = middle + HANDLE_HEIGHT / 2;
      end = shift + width;
    }
  }

  clear(): void {
    this.set([]);
  }

  #add(line: OrderLine): Row {
    const root = document.createElement("div");
    const handle = document.createElement("button");
    const cross = document.createElement("button");
    root.className = "order-line";
    root.dataset["order"] = line.id;
    handle.type = "button";
    handle.className = "order-line-handle";
    cross.type = "button";
    cross.className = "order-line-cross";
    cross.textContent = "✕";
    cross.setAttribute("aria-label", `Cancel ${line.id}`);
    cross.addEventListener("click", () => this.#ports.onCancel(line.id));
    root.append(handle, cross);
    const row: Row = { root, handle, line, draggedTo: null };
    handle.addEventListener("pointerdown", (event) => this.#drag(row, event));
    handle.addEventListener("keydown", (event) => this.#nudge(row, event));
    this.#layer.append(root);
    this.#rows.set(line.id, row);
    return row;
  }

  #write(row: Row): void {
    const { line, handle, root, draggedTo } = row;
    const arrow = line.side === "buy" ? "▲" : "▼";
    root.dataset["side"] = line.side;
    root.dataset["kind"] = line.kind;
    root.dataset["fixed"] = String(!line.canMove);
    root.dataset["pending"] = String(line.isPending);
    root.dataset["dragging"] = String(draggedTo !== null);
    const text = draggedTo === null ? `${arrow} ${line.label}` : `${arrow} move to ${this.#ports.priceText(draggedTo)}`;
    if (handle.textContent !== text) handle.textContent = text;
    handle.setAttribute(
      "aria-label",
      `${line.side} order ${line.id} at ${this.#ports.priceText(line.ticks)}, ${line.label}.${line.canMove ? " Arrow keys move it, Enter sends." : ""}`,
    );
  }

  #move(row: Row, ticks: number | null): void {
    row.draggedTo = ticks;
    this.#write(row);
    this.place();
  }

  /** Sends the amendment when the price is another one. */
  #drop(row: Row): void {
    const to = row.draggedTo;
    this.#move(row, null);
    if (to !== null && to !== row.line.ticks) this.#ports.onAmend(row.line.id, to);
  }

  #drag(row: Row, down: PointerEvent): void {
    if (down.button !== 0 || !row.line.canMove) return;
    down.preventDefault();
    row.handle.focus();
    row.handle.setPointerCapture(down.pointerId);
    const over = new AbortController();
    const { signal } = over;
    const onMove = (event: PointerEvent) => {
      const y = event.clientY - this.#layer.getBoundingClientRect().top;
      const ticks = this.#ports.toTicks(y);
      if (ticks !== null && ticks > 0) this.#move(row, ticks);
    };
    const finish = (act: () => void) => () => {
      over.abort();
      act();
    };
    row.handle.addEventListener("pointermove", onMove, { signal });
    row.handle.addEventListener(
      "pointerup",
      finish(() => this.#drop(row)),
      { signal },
    );
    row.handle.addEventListener(
      "pointercancel",
      finish(() => this.#move(row, null)),
      { signal },
    );
    window.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        finish(() => this.#move(row, null))();
      },
      { signal, capture: true },
    );
  }

  #nudge(row: Row, event: KeyboardEvent): void {
    if (!row.line.canMove) return;
    const step = event.shiftKey ? 10 : 1;
    const from = row.draggedTo ?? row.line.ticks;
    if (event.key === "ArrowUp") this.#move(row, from + step);
    else if (event.key === "ArrowDown") this.#move(row, Math.max(1, from - step));
    else if (event.key === "Enter") this.#drop(row);
    else if (event.key === "Escape" && row.draggedTo !== null) this.#move(row, null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
