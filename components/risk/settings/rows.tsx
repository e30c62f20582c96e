"use client";
/** One setting a row: its name and what happens at it on the left, the number on the right. */
import { RotateCcw } from "lucide-react";
import { useQueryState } from "nuqs";
import { type ReactNode, useEffect, useRef } from "react";
import { riskParams } from "@/components/risk/risk-params";
import { type Bounds, SUFFIX } from "@/components/risk/values";
import { Field } from "@/components/ui/field";
import { Select, type SelectOption } from "@/components/ui/select";
import { useForm } from "./form-context";

type RowProps = {
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  /** What it was, in words, should it have changed. */
  readonly was: string | null;
  readonly onReset: () => void;
  readonly children: ReactNode;
};

function Row({ path, label, hint, was, onReset, children }: RowProps) {
  const { element, isWanted } = useWanted(path);
  return (
    <div
      ref={element}
      id={`setting-${path}`}
      data-wanted={isWanted || undefined}
      data-changed={was !== null || undefined}
      className="grid scroll-mt-4 grid-cols-[1fr_auto] items-start gap-x-3 border-line/60 border-b px-2.5 py-1.5 last:border-b-0 data-changed:bg-accent/6 data-wanted:bg-ours/12 data-wanted:shadow-[inset_2px_0_0_var(--ours)]"
    >
      <div className="min-w-0 pt-1">
        <p className="text-sm">{label}</p>
        {hint === undefined ? null : <p className="text-2xs text-muted">{hint}</p>}
      </div>
      <div className="flex w-38 flex-col">
        {children}
        {was === null ? null : (
          <button
            type="button"
            onClick={onReset}
            aria-label={`${label}: back to ${was}`}
            className="mt-0.5 flex items-center justify-end gap-1 text-2xs text-accent hover:underline"
          >
            <RotateCcw aria-hidden className="size-2.5" />
            was {was}
          </button>
        )}
      </div>
    </div>
  );
}

/** Whether the address asks for this setting; then it comes into view and takes the focus. */
function useWanted(path: string) {
  const [wanted] = useQueryState("setting", riskParams.setting);
  const element = useRef<HTMLDivElement>(null);
  const isWanted = wanted === path;
  // The page's scroll position and its focus are the external systems.
  useEffect(() => {
    if (!isWanted || element.current === null) return;
    element.current.scrollIntoView({ block: "center" });
    element.current.querySelector<HTMLElement>("input,button")?.focus({ preventScroll: true });
  }, [isWanted]);
  return { element, isWanted };
}

type NumberInputProps = { readonly path: string; readonly bounds: Bounds & Readonly<{ text?: string }> };
type NumberRowProps = NumberInputProps & {
  /** Where its place says more than its name. */
  readonly label?: string;
};

export function NumberRow({ path, bounds, label = bounds.label }: NumberRowProps) {
  const { draft, base, set } = useForm();
  const suffix = SUFFIX[bounds.unit];
  const before = base[path];
  const isChanged = draft[path] !== before;
  return (
    <Row
      path={path}
      label={label}
      {...(bounds.text === undefined ? {} : { hint: bounds.text })}
      was={isChanged ? (before === undefined ? "not set" : `${before} ${suffix}`.trim()) : null}
      onReset={() => set(path, before ?? null)}
    >
      <NumberInput path={path} bounds={bounds} />
    </Row>
  );
}

/** The digits alone, for rows that hold more than one. */
export function NumberInput({ path, bounds }: NumberInputProps) {
  const { draft, reading, set } = useForm();
  const suffix = SUFFIX[bounds.unit];
  return (
    <Field
      label={bounds.label}
      hideLabel
      value={draft[path] ?? ""}
      onChange={(text) => set(path, text)}
      problem={reading.problems.get(path) ?? null}
      inputMode={bounds.unit === "micros" ? "text" : "decimal"}
      data-path={path}
      {...(suffix === "" ? {} : { unit: suffix })}
    />
  );
}

type ChoiceRowProps<Value extends string> = {
  readonly path: string;
  readonly label: string;
  /** For screen readers, where the label says too little. */
  readonly name?: string;
  readonly hint?: string;
  readonly options: readonly SelectOption<Value>[];
};

export function ChoiceRow<Value extends string>({ path, label, name = label, hint, options }: ChoiceRowProps<Value>) {
  const { draft, base, set } = useForm();
  const before = base[path];
  const isChanged = draft[path] !== before;
  return (
    <Row
      path={path}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      was={isChanged ? (options.find(({ value }) => value === before)?.label ?? "not set") : null}
      onReset={() => set(path, before ?? null)}
    >
      <ChoiceInput path={path} label={name} options={options} />
    </Row>
  );
}

type ChoiceInputProps<Value extends string> = Pick<ChoiceRowProps<Value>, "path" | "label" | "options">;

export function ChoiceInput<Value extends string>({ path, label, options }: ChoiceInputProps<Value>) {
  const { draft, set } = useForm();
  const value = options.find((option) => option.value === draft[path])?.value ?? options[0]?.value;
  if (value === undefined) return null;
  return (
    <Select label={label} value={value} options={options} onChange={(next) => set(path, next)} className="h-8 w-full" />
  );
}

type GroupProps = { readonly title: string; readonly text?: string; readonly children: ReactNode };

/** Settings that belong together. */
export function Group({ title, text, children }: GroupProps) {
  return (
    <section aria-label={title} className="min-w-0 break-inside-avoid rounded-md border border-line bg-surface-1">
      <header className="border-line border-b px-2.5 py-1.5">
        <h2 className="font-medium text-sm">{title}</h2>
        {text === undefined ? null : <p className="text-2xs text-muted">{text}</p>}
      </header>
      {children}
    </section>
  );
}
