"use client";
import { CircleDot, Disc3, Radio, WifiOff } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { MarketSource } from "@/server/domain/source";
import type { FeedState, FeedView } from "@/server/domain/views";
import type { LiveDesk } from "./desk-context";
import { useLive } from "./use-live";

const stateOf = (feed: FeedView | null): FeedState => feed?.state ?? "connecting";
const textOf = (feed: FeedView | null): string => feed?.text ?? "";

const ICONS = { live: Radio, simulated: CircleDot, recorded: Disc3 } as const;

/** Where the prices come from, in words, at all times; and what is wrong with them when something is. */
export function SourceBadge({ desk }: { readonly desk: LiveDesk }) {
  const state = useLive(desk.feed, stateOf);
  const text = useLive(desk.feed, textOf);
  const { source } = desk;
  const Icon = state === "live" || state === "ended" ? ICONS[source.kind] : WifiOff;
  const trouble = troubleOf(state);
  return (
    <Badge
      tone={trouble === null ? toneOf(source) : "danger"}
      title={`${source.reason} ${text}`.trim()}
      className="h-5.5"
    >
      <Icon aria-hidden className="size-3" />
      <span data-testid="source">{source.label}</span>
      {trouble === null ? null : <span data-testid="feed-trouble">· {trouble}</span>}
    </Badge>
  );
}

const toneOf = (source: MarketSource) =>
  source.kind === "live" ? "up" : source.kind === "simulated" ? "warn" : "accent";

function troubleOf(state: FeedState): string | null {
  switch (state) {
    case "live":
      return null;
    case "connecting":
      return "CONNECTING";
    case "stale":
      return "STALE";
    case "gap":
      return "GAP";
    case "ended":
      return "ENDED";
    case "down":
      return "NO FEED";
  }
}

/** A strip under the top bar that says that these are not live prices, and why. It cannot be closed. */
export function SourceBanner({ desk }: { readonly desk: LiveDesk }) {
  const state = useLive(desk.feed, stateOf);
  const text = useLive(desk.feed, textOf);
  const { source } = desk;
  if (source.kind === "live" && state === "live") return null;
  const bad = state !== "live" && state !== "ended";
  return (
    <p
      role="status"
      className={
        bad
          ? "shrink-0 truncate border-danger/40 border-b bg-danger/12 px-3 py-0.5 text-danger text-xs"
          : source.kind === "simulated"
            ? "shrink-0 truncate border-warn/40 border-b bg-warn/12 px-3 py-0.5 text-warn text-xs"
            : "shrink-0 truncate border-accent/40 border-b bg-accent/12 px-3 py-0.5 text-accent text-xs"
      }
    >
      <strong className="font-semibold">{source.label}</strong> {bad && text !== "" ? text : sentence(source.reason)}
    </p>
  );
}

const sentence = (text: string) => (text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}`);
