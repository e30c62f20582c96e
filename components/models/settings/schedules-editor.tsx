"use client";
import { useState } from "react";
import { agoText, toMinute } from "@/components/models/spans";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Toggle } from "@/components/ui/toggle";
import type { RefreshSchedule } from "@/server/domain/models/model-version";
import { SaveBar } from "./save-bar";
import {
  clockText,
  cronOf,
  MONTH_DAYS_MAX,
  nextOf,
  parseClock,
  planOf,
  type SchedulePlan,
  scheduleText,
  WEEKDAYS,
} from "./schedule-words";

export type SchedulesEditorProps = {
  readonly schedules: readonly RefreshSchedule[];
  readonly now: number;
  readonly onSave: (schedules: readonly RefreshSchedule[], why: string) => Promise<void>;
};

const NAMES: Readonly<Record<RefreshSchedule["id"], string>> = { weekly: "Every week", monthly: "Every month" };

/** When the model is trained anew by itself. */
export function SchedulesEditor({ schedules, now, onSave }: SchedulesEditorProps) {
  const [draft, setDraft] = useState(schedules);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const isChanged = JSON.stringify(draft) !== JSON.stringify(schedules);
  const change = (next: RefreshSchedule) => setDraft(draft.map((one) => (one.id === next.id ? next : one)));
  const mark = (id: string, isWrong: boolean) => {
    const next = new Set(wrong);
    if (isWrong) next.add(id);
    else next.delete(id);
    setWrong(next);
  };
  return (
    <Panel title="Refresh by itself">
      <ul className="divide-y divide-line/60">
        {draft.map((schedule) => (
          <li key={schedule.id} data-schedule={schedule.id} className="flex flex-wrap items-center gap-3 px-2.5 py-2">
            <span className="w-36">
              <Toggle
                label={NAMES[schedule.id]}
                checked={schedule.isEnabled}
                onChange={(isEnabled) => change({ ...schedule, isEnabled })}
              />
            </span>
            <Plan
              key={JSON.stringify(schedules)}
              schedule={schedule}
              onChange={change}
              onProblem={(isWrong) => mark(schedule.id, isWrong)}
            />
            <span className="text-muted text-xs">
              <NextText schedule={schedule} now={now} />
            </span>
          </li>
        ))}
      </ul>
      <SaveBar
        isChanged={isChanged || wrong.size > 0}
        isValid={wrong.size === 0}
        label="Set the schedule"
        onSave={(why) => onSave(draft, why)}
        onDiscard={() => {
          setDraft(schedules);
          setWrong(new Set());
        }}
      />
    </Panel>
  );
}

type PlanProps = {
  readonly schedule: RefreshSchedule;
  readonly onChange: (schedule: RefreshSchedule) => void;
  readonly onProblem: (isWrong: boolean) => void;
};

function Plan({ schedule, onChange, onProblem }: PlanProps) {
  const plan = planOf(schedule);
  const [text, setText] = useState(plan === null ? "" : clockText(plan));
  if (plan === null) return <span className="text-sm">{scheduleText(schedule)}</span>;
  const set = (next: Partial<SchedulePlan>) =>
    onChange({ ...schedule, cron: cronOf(schedule.id, { ...plan, ...next }) });
  const isWeekly = schedule.id === "weekly";
  const days = isWeekly
    ? WEEKDAYS.map((label, day) => ({ value: String(day), label }))
    : Array.from({ length: MONTH_DAYS_MAX }, (_, i) => ({ value: String(i + 1), label: `Day ${i + 1}` }));
  const type = (typed: string) => {
    setText(typed);
    const clock = parseClock(typed);
    onProblem(clock === null);
    if (clock !== null) set(clock);
  };
  return (
    <>
      <Select
        label={isWeekly ? "Day of the week" : "Day of the month"}
        value={String(plan.day)}
        options={days}
        onChange={(day) => set({ day: Number(day) })}
        className="h-8 w-32"
      />
      <Field
        label="at"
        aria-label={`Time of the ${schedule.id} refresh`}
        value={text}
        onChange={type}
        unit="UTC"
        problem={parseClock(text) === null ? "A time like 02:00" : null}
        className="w-32"
      />
    </>
  );
}

function NextText({ schedule, now }: { readonly schedule: RefreshSchedule; readonly now: number }) {
  const next = nextOf(schedule, now);
  if (!schedule.isEnabled) return "off";
  return next === null ? "" : `next ${toMinute(next)} UTC, ${agoText(next, now)}`;
}
