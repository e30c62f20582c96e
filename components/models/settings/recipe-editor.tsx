"use client";
import { useState } from "react";
import { Panel } from "@/components/ui/panel";
import type { ModelRecipe } from "@/server/domain/models/recipe";
import { readRecipe, recipeDraft } from "./recipe-draft";
import { type RecipeChoices, RecipeFields } from "./recipe-fields";
import { SaveBar } from "./save-bar";

export type RecipeEditorProps = {
  readonly recipe: ModelRecipe;
  readonly choices: RecipeChoices;
  readonly onSave: (recipe: ModelRecipe, why: string) => Promise<void>;
};

/** How the next version is made; versions that are there keep theirs. */
export function RecipeEditor({ recipe, choices, onSave }: RecipeEditorProps) {
  const [draft, setDraft] = useState(() => recipeDraft(recipe));
  const reading = readRecipe(draft, recipe);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(recipeDraft(recipe));
  return (
    <Panel title="Recipe of the next version">
      <RecipeFields draft={draft} reading={reading} choices={choices} onChange={setDraft} />
      <SaveBar
        isChanged={isChanged}
        isValid={reading.recipe !== null}
        label="Set the recipe"
        onSave={async (why) => {
          if (reading.recipe !== null) await onSave(reading.recipe, why);
        }}
        onDiscard={() => setDraft(recipeDraft(recipe))}
      />
    </Panel>
  );
}
