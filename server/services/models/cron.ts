/** Five fields in UTC: minute, hour, day of month, month, day of week. Numbers, `*`, lists, ranges and steps. */
import { AppError } from "@/server/domain/errors";

type Field = Readonly<{ name: string; min: number; max: number }>;
const FIELDS: readonly Field[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12 },
  { name: "day of week", min: 0, max: 7 },
];

const DAY_MILLIS = 86_400_000;
/** 29 February may be eight years away. */
const DAYS_AHEAD_MAX = 9 * 366;

type Cron = Readonly<{ sets: readonly ReadonlySet<number>[]; texts: readonly string[] }>;

/** @throws AppError invalid that names the field and what it was */
export function parseCron(text: string): Cron {
  const texts = text.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) {
    throw invalid(`a schedule has five fields (minute hour day month weekday), was "${text}"`);
  }
  return { texts, sets: FIELDS.map((field, place) => parseField(field, texts[place] ?? "")) };
}

function parseField(field: Field, text: string): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    const step = Number(match?.[4] ?? 1);
    const from = match?.[1] ? field.min : Number(match?.[2]);
    const to = match?.[1] || (match?.[4] && !match[3]) ? field.max : Number(match?.[3] ?? match?.[2]);
    if (!match || step < 1 || from < field.min || to > field.max || from > to) {
      throw invalid(
        `the ${field.name} must be ${field.min} to ${field.max}, "*", a list, a range or a step, was "${text}"`,
      );
    }
    for (let value = from; value <= to; value += step) values.add(value === 7 && field.max === 7 ? 0 : value);
  }
  return values;
}

const invalid = (text: string): AppError => new AppError("invalid", text);

/**
 * When it is due next, strictly after `after`; both µs. Null for a day that never comes, such as 30 February.
 * Day of month and day of week: either counts where both are given, as in cron.
 */
export function nextCronAt(text: string, after: number): number | null {
  const { sets, texts } = parseCron(text);
  const [minutes, hours, days, months, weekdays] = sets;
  const startMillis = Math.floor(after / 60_000_000) * 60_000 + 60_000;
  const firstDay = Math.floor(startMillis / DAY_MILLIS) * DAY_MILLIS;
  const isDue = (date: Date): boolean => {
    if (!months?.has(date.getUTCMonth() + 1)) return false;
    const byDay = days?.has(date.getUTCDate()) === true;
    const byWeekday = weekdays?.has(date.getUTCDay()) === true;
    return texts[2] === "*" || texts[4] === "*" ? byDay && byWeekday : byDay || byWeekday;
  };
  for (let day = 0; day <= DAYS_AHEAD_MAX; day++) {
    const midnight = firstDay + day * DAY_MILLIS;
    if (!isDue(new Date(midnight))) continue;
    for (const hour of ascending(hours)) {
      for (const minute of ascending(minutes)) {
        const at = midnight + hour * 3_600_000 + minute * 60_000;
        if (at >= startMillis) return at * 1_000;
      }
    }
  }
  return null;
}

const ascending = (values: ReadonlySet<number> | undefined): readonly number[] =>
  [...(values ?? [])].sort((a, b) => a - b);
