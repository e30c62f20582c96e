import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/states";
import { toDuration } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import type { FeedState, FeedView } from "@/server/domain/views";
import { LagGauge } from "./lag-gauge";
import type { SystemStatus } from "./system-page";

const TONES: Readonly<Record<FeedState, BadgeTone>> = {
  live: "up",
  connecting: "warn",
  stale: "warn",
  gap: "warn",
  ended: "plain",
  down: "danger",
};

export function FeedsPanel({ status }: { readonly status: SystemStatus }) {
  return (
    <Panel title="Feeds">
      {status.feeds.length === 0 ? (
        <EmptyState title="No feed has reported" hint="The collector speaks once a second when it runs." />
      ) : (
        status.feeds.map((feed) => <Feed key={feed.source.venueId} feed={feed} />)
      )}
    </Panel>
  );
}

function Feed({ feed }: { readonly feed: FeedView }) {
  return (
    <div className="flex flex-col gap-2 p-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={TONES[feed.state]}>{feed.state}</Badge>
        <span className="font-medium">{feed.source.label}</span>
        <span className="text-muted">{feed.text === "" ? feed.source.reason : feed.text}</span>
      </p>
      <LagGauge micros={feed.lagMicros} />
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1 sm:grid-cols-4">
        <Fact name="Messages" value={`${feed.messagesPerSecond} / s`} />
        <Fact name="Venue to us" value={feed.feedLatencyMicros === null ? null : toDuration(feed.feedLatencyMicros)} />
        <Fact name="Gaps" value={String(feed.gaps)} />
        <Fact name="Dead letters" value={String(feed.deadLetters)} />
      </dl>
      <ul className="flex flex-wrap gap-1.5">
        {feed.instruments.map((instrument) => (
          <li key={instrument.instrumentId}>
            <Badge tone={TONES[instrument.state]}>
              {instrument.instrumentId.split(":")[1]} {instrument.state}
            </Badge>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <div>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="num">{value ?? <Unknown reason="No event has come yet" />}</dd>
    </div>
  );
}
