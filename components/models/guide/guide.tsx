"use client";
/** From nothing to a model that trades, in four steps that show what is really there and do the real thing. */
import { Check, CircleDashed, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { ModelView } from "@/components/models/views";
import { HistoryStep } from "./history-step";
import { PromoteStep } from "./promote-step";
import { ShadowStep } from "./shadow-step";
import { type GuideStep, type StepId, type StepState, stepsOf } from "./steps";
import { TrainStep } from "./train-step";
import { useGuideFacts } from "./use-guide-facts";

type GuideProps = { readonly models: readonly ModelView[] };

const TITLES: Readonly<Record<StepId, string>> = {
  history: "Get history",
  train: "Train the first model",
  shadow: "Put it on the desk in shadow",
  promote: "Promote it",
};

const EXPECT: Readonly<Record<StepId, string>> = {
  history:
    "Brings final 1m candles of the past from the market into the database. Nothing is invented: a hole stays a hole, and nothing is computed across it.",
  train:
    "Fits boosted trees and two simple baselines on the past in a process of its own, scores them on days they never saw, and trades them through the engine with costs. It takes less than three minutes.",
  shadow:
    "The version then predicts at each bar's end on the desk, is recorded and scored, and trades nothing. You see its predictions on its page and in the journal.",
  promote:
    "Strategies that follow the model trade on the champion. Gates decide whether a version may become one, and they say no when it is not good enough: most first models on a market without much to foresee fail honestly.",
};

export function Guide({ models }: GuideProps) {
  const first = models[0] ?? null;
  const facts = useGuideFacts(first);
  const steps = stepsOf(facts);
  const content: Readonly<Record<StepId, ReactNode>> = {
    history: <HistoryStep facts={facts} />,
    train: <TrainStep facts={facts} view={first} />,
    shadow: <ShadowStep view={first} />,
    promote: <PromoteStep view={first} />,
  };
  return (
    <section aria-label="First model" data-testid="guide" className="border-line border-b bg-surface-1">
      <header className="px-3 pt-3">
        <h2 className="font-semibold text-lg">The first model, in four steps</h2>
        <p className="max-w-180 text-muted text-sm">
          Features from the market, a model trained on the past and served on the desk, promoted only when it is better.
        </p>
      </header>
      <ol className="mt-3 grid grid-cols-1 gap-px border-line border-t bg-line md:grid-cols-2 xl:grid-cols-4">
        {steps.map((step, i) => (
          <Step key={step.id} step={step} number={i + 1}>
            {step.state === "ahead" ? null : content[step.id]}
          </Step>
        ))}
      </ol>
    </section>
  );
}

type StepProps = { readonly step: GuideStep; readonly number: number; readonly children: ReactNode };

function Step({ step: { id, state, text }, number, children }: StepProps) {
  return (
    <li
      data-step={id}
      data-state={state}
      aria-current={state === "now" || state === "busy" ? "step" : undefined}
      className="flex flex-col gap-1.5 bg-surface-1 p-3"
    >
      <h3 className="flex items-center gap-2 font-medium">
        <Mark state={state} />
        {`${number}. ${TITLES[id]}`}
      </h3>
      <p className="text-muted text-sm">{EXPECT[id]}</p>
      <p role="status" className={`text-sm ${state === "failed" ? "text-danger" : ""}`}>
        {text}
      </p>
      <div className="mt-auto flex flex-col items-start gap-2 pt-1">{children}</div>
    </li>
  );
}

function Mark({ state }: { readonly state: StepState }) {
  switch (state) {
    case "done":
      return <Check aria-label="done" className="size-4 text-up" />;
    case "busy":
      return <LoaderCircle aria-label="under way" className="size-4 animate-spin text-accent" />;
    case "failed":
      return <TriangleAlert aria-label="failed" className="size-4 text-danger" />;
    case "now":
      return <CircleDashed aria-label="next" className="size-4 text-accent" />;
    case "ahead":
      return <CircleDashed aria-label="later" className="size-4 text-muted" />;
  }
}
