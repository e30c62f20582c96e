"use client";
import { useEffect, useRef } from "react";
import type { PersonCommand } from "@/server/domain/command";
import { withDearestFees } from "@/server/domain/fees";
import { isConditional, type OrderDraft } from "@/server/domain/order";
import type { ParentDraft } from "@/server/domain/parent-order";
import type { DeskView, FeedView, MarketView } from "@/server/domain/views";
import { toEstimateLines, toLimitLines } from "./estimate-lines";
import { type DeskMarket, useMarket } from "./market-context";
import type { Account } from "./order-funds";
import { sizeContextOf } from "./size-context";
import { toCommand } from "./ticket-command";
import { estimateTicket } from "./ticket-estimate";
import type { TicketForm } from "./ticket-form";
import { parentLines, waitingLines } from "./ticket-plan";

/** Twice a second is as fast as a person reads; the book moves ten times a second. */
const DRAW_MILLIS = 250;

/** What the order would do if it met the present book. Written live, never rendered. */
export function TicketEstimateView({ form }: { readonly form: TicketForm }) {
  const market = useMarket();
  const list = useRef<HTMLDListElement>(null);
  const verdict = useRef<HTMLParagraphElement>(null);

  // The book and the account are the external systems.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const draw = () => {
      timer = null;
      drawEstimate(market, form, { list: list.current, verdict: verdict.current });
    };
    const soon = () => {
      timer ??= setTimeout(draw, DRAW_MILLIS);
    };
    draw();
    const stops = [
      market.market.subscribe(soon),
      market.desk.view.subscribe(soon),
      market.desk.feed.subscribe(soon),
      market.risk.subscribe(soon),
    ];
    return () => {
      for (const stop of stops) stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [market, form]);

  return (
    <section aria-label="Estimate" className="flex flex-col gap-1.5 border-line border-t pt-2">
      <p ref={verdict} className="min-h-4 text-muted text-xs data-[bad=true]:text-danger" data-testid="verdict" />
      <dl ref={list} className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs" data-testid="estimate" />
    </section>
  );
}

type Elements = { readonly list: HTMLElement | null; readonly verdict: HTMLElement | null };

function drawEstimate(at: DeskMarket, form: TicketForm, { list, verdict }: Elements): void {
  const { desk, spec, units, market } = at;
  if (list === null || verdict === null) return;
  const context = sizeContextOf(at);
  const { book } = context;
  const view = desk.view.get();
  const result = toCommand(form, context);
  const risk = at.risk.get();
  if ("problem" in result || view === null || risk === null) {
    say(
      verdict,
      "problem" in result
        ? `${result.problem}; what the order would do then stands here.`
        : `${view === null ? "The account is" : "The limits in force are"} not known yet.`,
      false,
    );
    list.replaceChildren();
    return;
  }
  const drafts = draftsOf(result.body);
  const [draft] = drafts;
  if (draft === undefined) return;
  const { fees } = desk.desk.settings.execution;
  const seen = {
    spec: withDearestFees(spec, fees),
    instruments: desk.instruments.map((each) => withDearestFees(each, fees)),
    book,
    feedState: stateOf(desk.feed.get(), market.get()),
    account: accountOf(view, desk.desk.settings.execution.margin),
    risk,
  };
  const estimates = drafts.map((each) => estimateTicket({ ...seen, draft: each }));
  const refusal = estimates.find((each) => each.refusal !== null)?.refusal ?? null;
  say(
    verdict,
    refusal === null ? kindOf(result.body, drafts) : `Would be refused (${refusal.rule}): ${refusal.refusal ?? ""}`,
    refusal !== null,
  );
  const [estimate] = estimates;
  const isPlain = result.body.kind !== "startParent" && !isConditional(draft.type);
  write(list, [
    ...(result.body.kind === "startParent"
      ? parentLines(result.body.parent, context)
      : drafts.flatMap((each) => waitingLines(each, context))),
    ...(estimate === undefined
      ? []
      : isPlain
        ? toEstimateLines(estimate, { units, equityAtoms: view.equity.equityAtoms })
        : toLimitLines(estimate)),
  ]);
}

function kindOf({ kind }: PersonCommand, drafts: readonly OrderDraft[]): string {
  if (kind === "startParent") return "Worked over time, by the market as it then is:";
  return isWaiting(drafts) ? "Waits at the venue:" : "From the book as it is now:";
}

const isWaiting = (drafts: readonly OrderDraft[]): boolean => drafts.some(({ type }) => isConditional(type));

function draftsOf(body: PersonCommand): readonly OrderDraft[] {
  if (body.kind === "submitOco") return body.orders;
  if (body.kind === "startParent") return [wholeOf(body.parent)];
  return body.kind === "submit" ? [body.order] : [];
}

/** A parent is judged as one order of its whole size before it starts. */
const wholeOf = ({ instrumentId, side, sizeLots, limitTicks }: ParentDraft): OrderDraft => ({
  instrumentId,
  side,
  type: limitTicks === null ? "market" : "limit",
  timeInForce: "GTC",
  postOnly: false,
  limitTicks,
  sizeLots,
});

function say(element: HTMLElement, text: string, isBad: boolean): void {
  if (element.textContent !== text) element.textContent = text;
  element.dataset["bad"] = String(isBad);
}

function write(list: HTMLElement, lines: readonly (readonly [name: string, value: string])[]): void {
  while (list.childElementCount > lines.length * 2) list.lastElementChild?.remove();
  while (list.childElementCount < lines.length * 2) {
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    name.className = "text-muted";
    value.className = "num text-right";
    list.append(name, value);
  }
  lines.flat().forEach((text, i) => {
    const cell = list.children[i];
    if (cell !== undefined && cell.textContent !== text) cell.textContent = text;
  });
}

/** The instrument's own state counts before the venue's. */
function stateOf(feed: FeedView | null, market: MarketView | null) {
  const own = feed?.instruments.find((instrument) => instrument.instrumentId === market?.instrumentId);
  return own?.state ?? feed?.state ?? "connecting";
}

const accountOf = (view: DeskView, margin: Account["margin"]): Account => ({
  cashAtoms: view.equity.cashAtoms,
  equityAtoms: view.equity.equityAtoms,
  positions: view.positions,
  margin,
  working: view.working,
  tradingState: view.tradingState,
});
