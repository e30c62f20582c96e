"use client";
/** All models, or the way to the first one. */
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useQueryState } from "nuqs";
import { useTRPC } from "@/components/frame/trpc";
import { Crumbs } from "@/components/models/crumbs";
import { Guide } from "@/components/models/guide/guide";
import { modelsParams } from "@/components/models/models-params";
import { useNow } from "@/components/models/use-now";
import type { ModelView } from "@/components/models/views";
import { ErrorState, LoadingRows, StaleNote } from "@/components/ui/states";
import { ModelCard } from "./model-card";
import { NewModelButton } from "./new-model-dialog";

const LOOK_MILLIS = 2_000;

type ModelsPageProps = { readonly first: readonly ModelView[] | null; readonly now: number };

export function ModelsPage({ first, now }: ModelsPageProps) {
  const trpc = useTRPC();
  const answer = useQuery({
    ...trpc.models.list.queryOptions(),
    ...(first === null ? {} : { initialData: [...first] }),
    refetchInterval: LOOK_MILLIS,
  });
  const present = useNow(now);
  const models = answer.data;
  if (models === undefined) {
    return (
      <>
        <Crumbs trail={[]} title="Models" />
        {answer.error === null ? (
          <LoadingRows label="Loading the models" rows={10} />
        ) : (
          <ErrorState title="The models could not be read" reason={answer.error.message} />
        )}
      </>
    );
  }
  return (
    <div className="flex min-h-full flex-col" data-testid="models-page">
      <Crumbs trail={[]} title="Models">
        <span className="ml-auto flex flex-wrap items-center gap-3">
          <GuideSwitch models={models} />
          <Link href="/features" className="text-accent text-sm underline-offset-4 hover:underline">
            Features
          </Link>
          <NewModelButton />
        </span>
      </Crumbs>
      {answer.error === null ? null : <StaleNote>The newest state could not be read: {answer.error.message}</StaleNote>}
      <WithGuide models={models} now={present} />
    </div>
  );
}

/** The guide shows by itself until some model has a champion; the address can ask for it or send it away. */
const isWanted = (models: readonly ModelView[], wanted: boolean | null): boolean =>
  wanted ?? models.every(({ model }) => model.championVersion === null);

function GuideSwitch({ models }: { readonly models: readonly ModelView[] }) {
  const [wanted, setWanted] = useQueryState("guide", modelsParams.guide);
  const isShown = isWanted(models, wanted);
  // Without a model the guide is all there is.
  if (models.length === 0) return null;
  return (
    <button
      type="button"
      onClick={() => void setWanted(!isShown)}
      className="text-accent text-sm underline-offset-4 hover:underline"
    >
      {isShown ? "Hide the guide" : "Show the guide"}
    </button>
  );
}

type WithGuideProps = { readonly models: readonly ModelView[]; readonly now: number };

function WithGuide({ models, now }: WithGuideProps) {
  const [wanted] = useQueryState("guide", modelsParams.guide);
  return (
    <div className="flex flex-1 flex-col gap-2 bg-surface-0">
      {models.length === 0 || isWanted(models, wanted) ? <Guide models={models} /> : null}
      {models.map((view) => (
        <div key={view.model.name} className="border-line border-y">
          <ModelCard view={view} now={now} />
        </div>
      ))}
    </div>
  );
}
