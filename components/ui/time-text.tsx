import { toClock, toIsoMicros } from "./time-format";

/** An instant as a UTC time of day; the whole instant in ISO 8601 on hover. */
export function TimeText({
  atMicros,
  withMillis = false,
}: {
  readonly atMicros: number;
  readonly withMillis?: boolean;
}) {
  const iso = toIsoMicros(atMicros);
  return (
    <time dateTime={iso} title={`${iso} (UTC)`} className="num">
      {toClock(atMicros, withMillis)}
    </time>
  );
}
