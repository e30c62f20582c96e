"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { useTRPC } from "@/components/frame/trpc";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { isSameNote, type NoteState, type NoteText, TAG_MAX, TAGS_MAX, TEXT_MAX, withTag } from "./note-draft";
import { Section } from "./section";

type Subject = { readonly kind: "order" | "trip"; readonly id: string };

type NoteEditorProps = {
  readonly deskId: string;
  readonly subject: Subject;
  readonly initial: NoteText | null;
};

const EMPTY: NoteText = { text: "", tags: [] };

/** A note in Markdown and tags. Saved by Ctrl-Enter, by the button, and when the field is left. */
export function NoteEditor({ deskId, subject, initial }: NoteEditorProps) {
  const note = useNote(deskId, subject, initial ?? EMPTY);
  const [view, setView] = useState<"write" | "read">(initial === null || initial.text === "" ? "write" : "read");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) note.save();
  };
  return (
    <Section title="Notes" trailing={<span role="status">{STATE_WORDS[note.state]}</span>}>
      <div className="flex flex-col gap-2">
        <div className="flex items-center gap-2">
          <Segmented
            label="Note"
            value={view}
            onChange={setView}
            segments={[
              { value: "write", label: "Write" },
              { value: "read", label: "Read" },
            ]}
          />
          <Button
            size="sm"
            className="ml-auto"
            disabled={note.state === "saved"}
            busy={note.state === "saving"}
            onClick={note.save}
          >
            Save note
          </Button>
        </div>
        {view === "write" ? (
          <textarea
            aria-label="Note in Markdown"
            value={note.draft.text}
            maxLength={TEXT_MAX}
            rows={Math.min(16, Math.max(4, note.draft.text.split("\n").length + 1))}
            placeholder="What did you think, what did you learn? Markdown; Ctrl-Enter saves."
            onChange={(event) => note.setDraft({ ...note.draft, text: event.target.value })}
            onBlur={note.save}
            onKeyDown={onKeyDown}
            className="w-full resize-y rounded-md border border-line-strong/70 bg-surface-2 p-2 text-base outline-none placeholder:text-muted focus:border-accent"
          />
        ) : (
          <Read text={note.draft.text} />
        )}
        <Tags deskId={deskId} tags={note.draft.tags} onChange={(tags) => note.saveAs({ ...note.draft, tags })} />
        {note.problem === null ? null : (
          <p role="alert" className="text-danger text-xs">
            Not saved: {note.problem} Your text is kept here; save again.
          </p>
        )}
      </div>
    </Section>
  );
}

const STATE_WORDS: Readonly<Record<NoteState, string>> = {
  saved: "saved",
  edited: "not saved yet",
  saving: "saving…",
  failed: "not saved",
};

function useNote(deskId: string, subject: Subject, initial: NoteText) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const [saved, setSaved] = useState(initial);
  const save = useMutation(
    trpc.journal.saveNote.mutationOptions({
      onSuccess: (note) => {
        setSaved({ text: note.text, tags: note.tags });
        void queries.invalidateQueries({ queryKey: trpc.journal.tags.queryKey({ deskId }) });
        void queries.invalidateQueries({ queryKey: trpc.desks.pathKey() });
      },
    }),
  );
  const saveAs = (next: NoteText) => {
    setDraft(next);
    if (isSameNote(next, saved)) return;
    save.mutate({ deskId, subject, text: next.text, tags: [...next.tags] });
  };
  const isSaved = isSameNote(draft, saved);
  const state: NoteState = save.isPending ? "saving" : isSaved ? "saved" : save.isError ? "failed" : "edited";
  return { draft, setDraft, state, save: () => saveAs(draft), saveAs, problem: save.error?.message ?? null };
}

/** Raw HTML in a note stays text: react-markdown builds elements and never sets inner HTML. */
function Read({ text }: { readonly text: string }) {
  if (text.trim() === "") return <p className="text-muted text-sm">Nothing written yet.</p>;
  return (
    <div className="prose-note text-base">
      <Markdown remarkPlugins={[remarkGfm]}>{text}</Markdown>
    </div>
  );
}

type TagsProps = {
  readonly deskId: string;
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
};

function Tags({ deskId, tags, onChange }: TagsProps) {
  const known = useQuery(useTRPC().journal.tags.queryOptions({ deskId }));
  const [typed, setTyped] = useState("");
  const add = () => {
    const next = withTag(tags, typed);
    setTyped("");
    if (next !== null) onChange(next);
  };
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {tags.map((tag) => (
        <span key={tag} className="inline-flex h-6 items-center gap-1 rounded-md bg-surface-3 pl-2 text-xs">
          {tag}
          <button
            type="button"
            aria-label={`Remove tag ${tag}`}
            onClick={() => onChange(tags.filter((t) => t !== tag))}
            className="flex size-6 items-center justify-center text-muted hover:text-text"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      {tags.length >= TAGS_MAX ? null : (
        <input
          aria-label="Add a tag"
          list="journal-tags"
          value={typed}
          maxLength={TAG_MAX}
          placeholder="add a tag"
          onChange={(event) => setTyped(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== ",") return;
            event.preventDefault();
            add();
          }}
          className="h-6 w-28 rounded-md border border-line-strong/70 bg-surface-2 px-2 text-xs outline-none placeholder:text-muted focus:border-accent"
        />
      )}
      <datalist id="journal-tags">
        {(known.data ?? []).map(({ tag }) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </datalist>
    </div>
  );
}
