"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

/** The server asks for as much. */
const WHY_LENGTH_MIN = 3;

export type SaveBarProps = {
  readonly isChanged: boolean;
  readonly isValid: boolean;
  readonly label: string;
  /** @throws Error whose message says why it was refused */
  readonly onSave: (why: string) => Promise<void>;
  readonly onDiscard: () => void;
};

/** Nothing is stored until it is pressed, and then with a reason. */
export function SaveBar({ isChanged, isValid, label, onSave, onDiscard }: SaveBarProps) {
  const [why, setWhy] = useState("");
  const [state, setState] = useState<"idle" | "sending" | "saved" | { refusal: string }>("idle");
  const send = async () => {
    setState("sending");
    try {
      await onSave(why.trim());
      setWhy("");
      setState("saved");
    } catch (error) {
      setState({ refusal: error instanceof Error ? error.message : "The server did not answer" });
    }
  };
  const isReady = isChanged && isValid && why.trim().length >= WHY_LENGTH_MIN;
  return (
    <form
      className="flex flex-col gap-2 border-line border-t bg-surface-1 p-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void send();
      }}
    >
      {isChanged ? (
        <div className="flex flex-wrap items-start gap-2">
          <Field
            label="Why"
            value={why}
            onChange={setWhy}
            mono={false}
            maxLength={500}
            placeholder="kept in the model's log"
            className="min-w-48 flex-1"
            data-testid="save-why"
          />
          <Button type="submit" tone="accent" busy={state === "sending"} disabled={!isReady} className="h-8">
            {label}
          </Button>
          <Button tone="quiet" onClick={onDiscard} className="h-8">
            Discard
          </Button>
        </div>
      ) : (
        <p role="status" className="text-muted text-sm">
          {state === "saved" ? "Saved." : "Nothing is changed."}
        </p>
      )}
      {typeof state === "object" ? (
        <p role="alert" className="text-danger text-sm">
          {state.refusal}
        </p>
      ) : null}
    </form>
  );
}
