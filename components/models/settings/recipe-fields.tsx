"use client";
/** The recipe's controls: what it foresees, from what, how it is proven, how it trades. */
import type { ReactNode } from "react";
import { familyName, instrumentName } from "@/components/models/words";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Toggle } from "@/components/ui/toggle";
import { INTERVALS } from "@/server/domain/candle";
import { fieldsOf, NUMBER_FIELDS, type NumberField, type RecipeDraft, type RecipeReading } from "./recipe-draft";

/** What there is to choose from. */
export type RecipeChoices = Readonly<{
  featureSets: readonly string[];
  families: readonly string[];
  instrumentIds: readonly string[];
}>;

export type RecipeFieldsProps = {
  readonly draft: RecipeDraft;
  readonly reading: RecipeReading;
  readonly choices: RecipeChoices;
  readonly onChange: (draft: RecipeDraft) => void;
};

export function RecipeFields(props: RecipeFieldsProps) {
  return (
    <div className="grid grid-cols-1 gap-px bg-line/60 md:grid-cols-2 xl:grid-cols-4">
      <What {...props} />
      <Learns {...props} />
      <Proven {...props} />
      <Trades {...props} />
    </div>
  );
}

function What({ draft, reading, choices, onChange }: RecipeFieldsProps) {
  return (
    <Part title="What it foresees" text="Asked at each bar's end; windows across a gap are left out.">
      <Segmented
        label="Label"
        value={draft.label}
        onChange={(label) => onChange({ ...draft, label })}
        className="w-full"
        segments={[
          { value: "direction", label: "Direction", title: "Up, down, or flat inside a dead band" },
          { value: "sign", label: "Up or down", title: "Without a dead band" },
          { value: "triple-barrier", label: "Barriers", title: "Which of a target, a stop or the time comes first" },
        ]}
      />
      <Numbers {...{ draft, reading, onChange }} fields={["horizon", "widthSigma"]} />
      <Choose
        title="Instruments"
        problem={reading.problems.get("instrumentIds") ?? null}
        all={choices.instrumentIds}
        chosen={draft.instrumentIds}
        nameOf={instrumentName}
        onChange={(instrumentIds) => onChange({ ...draft, instrumentIds })}
      />
    </Part>
  );
}

function Learns({ draft, reading, choices, onChange }: RecipeFieldsProps) {
  const sets = [...new Set([draft.featureSet, ...choices.featureSets])];
  return (
    <Part title="What it learns from, and how" text="With more than one family they are also stacked and blended.">
      <Labelled name="Features">
        <Select
          label="Feature set"
          value={draft.featureSet}
          options={sets.map((value) => ({ value, label: value }))}
          onChange={(featureSet) => onChange({ ...draft, featureSet })}
          className="h-8 w-36"
        />
      </Labelled>
      <Choose
        title="Families"
        problem={reading.problems.get("families") ?? null}
        all={choices.families}
        chosen={draft.families}
        nameOf={familyName}
        onChange={(families) => onChange({ ...draft, families })}
      />
      <Labelled name="Search">
        <Segmented
          label="Search"
          value={draft.search}
          onChange={(search) => onChange({ ...draft, search })}
          segments={[
            { value: "none", label: "None", title: "The default parameters" },
            { value: "random", label: "Random" },
            { value: "tpe", label: "TPE", title: "Tree-structured Parzen estimator" },
          ]}
        />
      </Labelled>
      <Numbers {...{ draft, reading, onChange }} fields={["trialsMax", "budgetSeconds", "seed"]} />
      <Labelled name="Calibration">
        <Segmented
          label="Calibration"
          value={draft.calibration}
          onChange={(calibration) => onChange({ ...draft, calibration })}
          segments={[
            { value: "isotonic", label: "Isotonic" },
            { value: "platt", label: "Platt" },
            { value: "none", label: "None" },
          ]}
        />
      </Labelled>
    </Part>
  );
}

const Proven = ({ draft, reading, onChange }: RecipeFieldsProps) => (
  <Part
    title="How it is proven"
    text="Always on days that it never saw. Short histories scale the windows down and say so."
  >
    <Numbers
      {...{ draft, reading, onChange }}
      fields={["trainDays", "validDays", "testDays", "stepDays", "walksMax", "embargo"]}
    />
    <Toggle
      label="Combinatorial cross-validation too"
      checked={draft.isCombinatorial}
      onChange={(isCombinatorial) => onChange({ ...draft, isCombinatorial })}
    />
    <Numbers {...{ draft, reading, onChange }} fields={["groups", "heldOut"]} />
  </Part>
);

const Trades = ({ draft, reading, onChange }: RecipeFieldsProps) => (
  <Part
    title="How it is traded in validation"
    text="By the same strategy as on a desk, through the same engine, with costs."
  >
    <Numbers {...{ draft, reading, onChange }} fields={["probability", "confidence", "holdMinutes"]} />
    <Labelled name="Asked at the end of each">
      <Select
        label="Bar that asks the model"
        value={draft.interval}
        options={[
          ...INTERVALS.map((value) => ({ value, label: `${value} bar` })),
          { value: "none" as const, label: "second" },
        ]}
        onChange={(interval) => onChange({ ...draft, interval })}
        className="h-8 w-36"
      />
    </Labelled>
  </Part>
);

type PartProps = { readonly title: string; readonly text: string; readonly children: ReactNode };

const Part = ({ title, text, children }: PartProps) => (
  <section aria-label={title} className="flex flex-col gap-2 bg-surface-1 p-2.5">
    <header>
      <h3 className="font-medium text-sm">{title}</h3>
      <p className="text-2xs text-muted">{text}</p>
    </header>
    {children}
  </section>
);

const Labelled = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
    <span>{name}</span>
    {children}
  </div>
);

type NumbersProps = Pick<RecipeFieldsProps, "draft" | "reading" | "onChange"> & {
  readonly fields: readonly NumberField[];
};

function Numbers({ draft, reading, onChange, fields }: NumbersProps) {
  const shown = fieldsOf(draft).filter((field) => fields.includes(field));
  return shown.map((field) => {
    const { label, hint, unit } = NUMBER_FIELDS[field];
    return (
      <div key={field} className="grid grid-cols-[1fr_auto] items-start gap-3">
        <div className="pt-1">
          <p className="text-sm">{label}</p>
          {hint === "" ? null : <p className="text-2xs text-muted">{hint}</p>}
        </div>
        <Field
          label={label}
          hideLabel
          value={draft.texts[field]}
          onChange={(text) => onChange({ ...draft, texts: { ...draft.texts, [field]: text } })}
          problem={reading.problems.get(field) ?? null}
          inputMode="decimal"
          data-field={field}
          className="w-36"
          {...(unit === "" ? {} : { unit })}
        />
      </div>
    );
  });
}

type ChooseProps = {
  readonly title: string;
  readonly problem: string | null;
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly onChange: (chosen: readonly string[]) => void;
};

/** Any of a few; what is chosen but no longer offered stays to be seen. */
function Choose({ title, problem, all, chosen, nameOf, onChange }: ChooseProps) {
  const shown = [...new Set([...all, ...chosen])];
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm">{title}</legend>
      <div className="mt-1 flex flex-wrap gap-1">
        {shown.map((id) => {
          const isChosen = chosen.includes(id);
          return (
            <button
              key={id}
              type="button"
              aria-pressed={isChosen}
              title={id}
              onClick={() => onChange(isChosen ? chosen.filter((one) => one !== id) : [...chosen, id])}
              className="rounded-sm border border-line-strong/60 px-1.5 py-0.5 text-muted text-xs hover:text-text aria-pressed:border-accent/60 aria-pressed:bg-accent/12 aria-pressed:text-accent"
            >
              {nameOf(id)}
            </button>
          );
        })}
      </div>
      {problem === null ? null : (
        <p role="alert" className="mt-1 text-danger text-xs">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
