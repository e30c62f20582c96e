import { agoText, toMinute } from "@/components/models/spans";
import { EVENT_WORDS } from "@/components/models/words";
import { Panel } from "@/components/ui/panel";
import type { ModelEvent } from "@/server/domain/models/model-version";

type EventsProps = {
  readonly events: readonly ModelEvent[];
  readonly now: number;
  readonly title: string;
  /** Of more than one version. */
  readonly isOfModel?: boolean;
};

/** Who did what when, and why. Newest first. */
export function EventsPanel({ events, now, title, isOfModel = false }: EventsProps) {
  return (
    <Panel title={title}>
      {events.length === 0 ? (
        <p className="p-3 text-muted text-sm">Nothing was done with it yet.</p>
      ) : (
        <ol className="divide-y divide-line/60" data-testid="events">
          {events.map((event) => (
            <li key={event.id} data-kind={event.kind} className="px-2.5 py-1.5 text-sm">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">{EVENT_WORDS[event.kind]}</span>
                {isOfModel && event.version !== null ? <span>version {event.version}</span> : null}
                {event.from === null || event.to === null ? null : (
                  <span className="text-muted text-xs">{`${event.from} → ${event.to}`}</span>
                )}
                <span className="ml-auto text-muted text-xs">
                  {`by ${event.who}, `}
                  <time title={`${toMinute(event.at)} UTC`}>{agoText(event.at, now)}</time>
                </span>
              </p>
              <p className="break-words text-muted text-xs">{event.why}</p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
