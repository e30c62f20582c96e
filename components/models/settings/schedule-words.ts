/**
 * The two schedules that a model is refreshed by, as people set them: a day and a time in UTC. The cron text stays what
 * is stored; what it cannot say here is shown as it stands and not edited.
 */
import type { RefreshSchedule } from "@/server/domain/models/model-version";

export type SchedulePlan = Readonly<{
  /** 0 Sunday … 6 Saturday for a weekly one, 1 … 28 for a monthly one. */
  day: number;
  hour: number;
  minute: number;
}>;

export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const DAY_MICROS = 86_400e6;
/** Every month has so many days. */
export const MONTH_DAYS_MAX = 28;

/** @returns null for a cron text that says more than a day and a time */
export function planOf({ id, cron }: Pick<RefreshSchedule, "id" | "cron">): SchedulePlan | null {
  const match = (id === "weekly" ? /^(\d+) (\d+) \* \* (\d)$/ : /^(\d+) (\d+) (\d+) \* \*$/).exec(cron.trim());
  if (match === null) return null;
  const [minute, hour, day] = match.slice(1).map(Number) as [number, number, number];
  const fits = id === "weekly" ? day <= 7 : day >= 1 && day <= MONTH_DAYS_MAX;
  return minute <= 59 && hour <= 23 && fits ? { day: id === "weekly" ? day % 7 : day, hour, minute } : null;
}

export const cronOf = (id: RefreshSchedule["id"], { day, hour, minute }: SchedulePlan): string =>
  id === "weekly" ? `${minute} ${hour} * * ${day}` : `${minute} ${hour} ${day} * *`;

export const clockText = ({ hour, minute }: Pick<SchedulePlan, "hour" | "minute">): string =>
  `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;

/** `14:05`; null for what is no time of day. */
export function parseClock(text: string): Pick<SchedulePlan, "hour" | "minute"> | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (match === null) return null;
  const [hour, minute] = [Number(match[1]), Number(match[2])];
  return hour <= 23 && minute <= 59 ? { hour, minute } : null;
}

/** `Mondays at 02:00 UTC`, `on day 1 of each month at 03:00 UTC`. */
export function scheduleText(schedule: Pick<RefreshSchedule, "id" | "cron">): string {
  const plan = planOf(schedule);
  if (plan === null) return `by the cron line ${schedule.cron}, UTC`;
  const day = schedule.id === "weekly" ? `${WEEKDAYS[plan.day]}s` : `on day ${plan.day} of each month`;
  return `${day} at ${clockText(plan)} UTC`;
}

/** When it next comes, µs; null when it is off or says more than a day and a time. */
export function nextOf(schedule: RefreshSchedule, nowMicros: number): number | null {
  const plan = planOf(schedule);
  if (plan === null || !schedule.isEnabled) return null;
  const now = new Date(nowMicros / 1000);
  const at = (month: number, day: number) => Date.UTC(now.getUTCFullYear(), month, day, plan.hour, plan.minute) * 1000;
  if (schedule.id === "monthly") {
    const here = at(now.getUTCMonth(), plan.day);
    return here > nowMicros ? here : at(now.getUTCMonth() + 1, plan.day);
  }
  const today = at(now.getUTCMonth(), now.getUTCDate());
  const days = (plan.day - now.getUTCDay() + 7) % 7;
  const next = today + days * DAY_MICROS;
  return next > nowMicros ? next : next + 7 * DAY_MICROS;
}
