"use client";
import { CircleDot, Disc3, Radio, WifiOff } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/cn";
import type { MarketSource, SourceKind } from "@/server/domain/source";
import type { FeedState, FeedView } from "@/server/domain/views";
import type { LiveDesk } from "./desk-context";
import { silenceOf } from "./silence";
import type { StreamStatus } from "./stream-client";
import { useStream } from "./stream-context";
import { type Trouble, toTrouble } from "./trouble";
import { useLive } from "./use-live";

const stateOf = (feed: FeedView | null): FeedState | null => feed?.state ?? null;
const textOf = (feed: FeedView | null): string => feed?.text ?? "";
const streamOf = (status: StreamStatus) => status.state;
const same = (seconds: number | null) => seconds;

/** The collector and the desk both speak at least once a second. */
const SILENT_SECONDS = 5;

/** What is wrong with the data on this page right now; null when nothing is. */
function useTrouble(desk: LiveDesk): Trouble | null {
  const silence = useMemo(
    () => ({ feed: silenceOf(desk.feed, SILENT_SECONDS), view: silenceOf(desk.view, SILENT_SECONDS) }),
    [desk.feed, desk.view],
  );
  const facts = {
    stream: useLive(useStream().status, streamOf),
    feedState: useLive(desk.feed, stateOf),
    feedText: useLive(desk.feed, textOf),
    feedSilentSeconds: useLive(silence.feed, same),
    deskSilentSeconds: useLive(silence.view, same),
  };
  return toTrouble(facts);
}

const ICONS = { live: Radio, simulated: CircleDot, recorded: Disc3 } as const;
const BADGE_TONES = { live: "up", simulated: "warn", recorded: "accent" } as const;
const STRIP_TONES: Readonly<Record<SourceKind | "trouble", string>> = {
  live: "border-up/40 bg-up/12 text-up",
  simulated: "border-warn/40 bg-warn/12 text-warn",
  recorded: "border-accent/40 bg-accent/12 text-accent",
  trouble: "border-danger/40 bg-danger/12 text-danger",
};

/** Where the prices come from, in words, at all times; and what is wrong with them when something is. */
export function SourceBadge({ desk }: { readonly desk: LiveDesk }) {
  const trouble = useTrouble(desk);
  const state = useLive(desk.feed, stateOf);
  const { source } = desk;
  const Icon = trouble === null ? ICONS[source.kind] : WifiOff;
  return (
    <Badge
      tone={trouble === null ? BADGE_TONES[source.kind] : "danger"}
      title={trouble?.text ?? source.reason}
      className="h-5.5"
    >
      <Icon aria-hidden className="size-3" />
      <span data-testid="source">{source.label}</span>
      {state === "ended" ? <span>· ENDED</span> : null}
      {trouble === null ? null : <span data-testid="feed-trouble">· {trouble.badge}</span>}
    </Badge>
  );
}

/** A strip under the top bar that says that these are not live prices, and why. It cannot be closed. */
export function SourceBanner({ desk }: { readonly desk: LiveDesk }) {
  const trouble = useTrouble(desk);
  const { source } = desk;
  if (trouble === null && source.kind === "live") return null;
  return (
    <p
      role="status"
      data-testid="source-banner"
      className={cn(
        "shrink-0 truncate border-b px-3 py-0.5 text-xs",
        STRIP_TONES[trouble === null ? source.kind : "trouble"],
      )}
    >
      <strong className="font-semibold">
        {trouble === null ? source.label : `${source.label} · ${trouble.badge}`}
      </strong>{" "}
      {trouble === null ? reasonOf(source) : trouble.text}
    </p>
  );
}

const reasonOf = ({ reason }: MarketSource) =>
  reason === "" ? "" : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`;
