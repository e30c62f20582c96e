/** What is wrong with what the page shows, worst first; one thing at a time. */
import type { FeedState } from "@/server/domain/views";
import type { StreamState } from "./stream-client";

export type Trouble = {
  /** For the badge, in capitals. */
  readonly badge: string;
  /** A sentence: what, and what to do. */
  readonly text: string;
};

export type TroubleFacts = {
  readonly stream: StreamState;
  readonly feedState: FeedState | null;
  readonly feedText: string;
  /** Seconds since the feed and the desk last said anything; null while they are lively. */
  readonly feedSilentSeconds: number | null;
  readonly deskSilentSeconds: number | null;
};

export function toTrouble(facts: TroubleFacts): Trouble | null {
  const { stream, feedSilentSeconds, deskSilentSeconds } = facts;
  if (stream === "down") {
    return {
      badge: "NO CONNECTION",
      text: "This page has lost the server. What it shows is old; it reconnects by itself.",
    };
  }
  if (feedSilentSeconds !== null && deskSilentSeconds !== null) {
    const text = `Neither the market nor the desk has said anything for ${deskSilentSeconds} s: the worker may be down or starting again. See System.`;
    return { badge: `STALE ${deskSilentSeconds} s`, text };
  }
  if (feedSilentSeconds !== null) {
    return {
      badge: `STALE ${feedSilentSeconds} s`,
      text: `The collector has said nothing for ${feedSilentSeconds} s. See System.`,
    };
  }
  const feed = feedTrouble(facts.feedState, facts.feedText);
  if (feed !== null) return feed;
  if (deskSilentSeconds === null) return null;
  return {
    badge: `DESK SILENT ${deskSilentSeconds} s`,
    text: `The desk has said nothing for ${deskSilentSeconds} s: another worker takes it over. See System.`,
  };
}

function feedTrouble(state: FeedState | null, text: string): Trouble | null {
  switch (state) {
    case "live":
    case "ended":
      return null;
    case null:
    case "connecting":
      return { badge: "CONNECTING", text: text === "" ? "The collector is connecting to the market." : text };
    case "stale":
      return { badge: "STALE", text: text === "" ? "Nothing comes from the market." : text };
    case "gap":
      return {
        badge: "GAP",
        text: text === "" ? "Part of the market data is missing; the book is being read anew." : text,
      };
    case "down":
      return { badge: "NO FEED", text: text === "" ? "The market cannot be reached." : text };
  }
}
