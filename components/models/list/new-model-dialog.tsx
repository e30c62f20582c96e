"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { readRecipe, recipeDraft, toInput } from "@/components/models/settings/recipe-draft";
import { RecipeFields } from "@/components/models/settings/recipe-fields";
import type { RecipeOptions } from "@/components/models/views";
import { modelHref } from "@/components/models/words";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { ErrorState, LoadingRows } from "@/components/ui/states";
import { slugOf } from "./slug";

export function NewModelButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Plus aria-hidden className="size-3.5" />
        New model
      </Button>
      {isOpen ? <NewModelDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function NewModelDialog({ onClose }: { readonly onClose: () => void }) {
  const options = useQuery(useTRPC().models.options.queryOptions());
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="New model"
      description="What it foresees and how it is made. Everything can be changed later, for the next version."
      className="w-[min(1080px,calc(100vw-24px))]"
    >
      {options.data === undefined ? (
        options.error === null ? (
          <LoadingRows label="Loading what it can be made of" />
        ) : (
          <ErrorState title="What it can be made of could not be read" reason={options.error.message} />
        )
      ) : (
        <Form options={options.data} onClose={onClose} />
      )}
    </Dialog>
  );
}

type FormProps = { readonly options: RecipeOptions; readonly onClose: () => void };

function Form({ options, onClose }: FormProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [title, setTitle] = useState("");
  const [draft, setDraft] = useState(() => recipeDraft(options.recipe));
  const reading = readRecipe(draft, options.recipe);
  const name = slugOf(title);
  const create = useMutation(
    trpc.models.create.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.models.pathKey() });
        onClose();
        router.push(modelHref(name));
      },
    }),
  );
  const send = () => {
    if (reading.recipe === null || name === "") return;
    const { gates, schedules } = options;
    create.mutate({
      name,
      title: title.trim(),
      recipe: toInput(reading.recipe),
      gates,
      schedules: [...schedules],
      promotion: "by-hand",
    });
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex flex-wrap items-center gap-3">
        <Field label="Name" value={title} onChange={setTitle} mono={false} maxLength={60} className="w-72" />
        <span className="num text-muted text-xs">{name === "" ? "" : `/models/${name}`}</span>
      </div>
      <p className="text-muted text-sm">{options.quarantine}</p>
      <RecipeFields
        draft={draft}
        reading={reading}
        choices={{
          families: options.families.map((family) => family.name),
          featureSets: options.featureSets.map((set) => set.name),
          instrumentIds: options.instruments.map(({ id }) => id),
        }}
        onChange={setDraft}
      />
      {create.error === null ? null : (
        <p role="alert" className="text-danger text-sm">
          {create.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button tone="quiet" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" tone="accent" busy={create.isPending} disabled={reading.recipe === null || name === ""}>
          Make the model
        </Button>
      </div>
    </form>
  );
}
