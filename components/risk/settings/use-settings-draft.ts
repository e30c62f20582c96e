"use client";
import { useMemo, useState } from "react";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { type Draft, type DraftReading, readDraft, toDraft } from "./draft";
import { changedPaths, rebase } from "./rebase";

/** The settings in force. */
export type Present = Readonly<{ version: number; settings: RiskSettings }>;

export type DraftState = Readonly<{
  draft: Draft;
  /** What the changes began from. */
  base: Draft;
  baseVersion: number;
  reading: DraftReading;
  /** Paths that differ from the base. */
  changed: readonly string[];
  set: (path: string, text: string | null) => void;
  /** Many at once, e.g. a profile's. */
  replace: (draft: Draft) => void;
  /** Takes one's own changes over to the version in force. */
  carryOver: () => void;
  discard: () => void;
  /** What both sides changed; null while the changes rest on the version in force. */
  conflicts: readonly string[] | null;
}>;

type Held = Readonly<{ version: number; base: Draft; draft: Draft }>;

/** An edit of the settings in force, which may change under it. */
export function useSettingsDraft({ version, settings }: Present): DraftState {
  const theirs = useMemo(() => toDraft(settings), [settings]);
  const [held, setHeld] = useState<Held>({ version, base: theirs, draft: theirs });
  const rebased = useMemo(() => rebase({ base: held.base, mine: held.draft, theirs }), [held, theirs]);
  const adopt = (draft: Draft) => setHeld({ version, base: theirs, draft });
  // Nothing of one's own is left beside the new version, e.g. because it is one's own: go on from there.
  const isBehind = held.version !== version;
  if (isBehind && changedPaths(theirs, rebased.draft).length === 0) adopt(theirs);
  const { base, draft } = held;
  const reading = useMemo(() => readDraft(draft), [draft]);
  const changed = useMemo(() => changedPaths(base, draft), [base, draft]);
  return {
    draft,
    base,
    baseVersion: held.version,
    reading,
    changed,
    set: (path, text) => setHeld((was) => ({ ...was, draft: withText(was.draft, path, text) })),
    replace: (next) => setHeld((was) => ({ ...was, draft: next })),
    carryOver: () => adopt(rebased.draft),
    discard: () => adopt(theirs),
    conflicts: isBehind ? rebased.conflicts : null,
  };
}

function withText(draft: Draft, path: string, text: string | null): Draft {
  if (text !== null) return { ...draft, [path]: text };
  const { [path]: _gone, ...rest } = draft;
  return rest;
}
