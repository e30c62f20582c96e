"use client";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { VersionAction } from "./actions";

/** The server asks for as much. */
const WHY_LENGTH_MIN = 3;

export type ActionDialogProps = {
  readonly action: VersionAction;
  /** What one can do where gates stand against it. */
  readonly wayOut?: ReactNode;
  readonly onClose: () => void;
  /** @throws Error whose message says why it was refused */
  readonly onConfirm: (why: string) => Promise<void>;
};

/** Says what follows, asks why, and shows a refusal where it was asked for. */
export function ActionDialog({ action, wayOut, onClose, onConfirm }: ActionDialogProps) {
  const [why, setWhy] = useState("");
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isBarred = action.against.length > 0;
  const isReady = !isBarred && why.trim().length >= WHY_LENGTH_MIN && !isSending;
  const send = async () => {
    setSending(true);
    setRefusal(null);
    try {
      await onConfirm(why.trim());
      onClose();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : "The server did not answer");
      setSending(false);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={action.title}>
      <form
        data-testid="action-dialog"
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void send();
        }}
      >
        <ul className="list-disc pl-4 text-sm">
          {action.consequences.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {isBarred ? (
          <Against texts={action.against} wayOut={wayOut} />
        ) : (
          <Field
            label="Why"
            value={why}
            onChange={setWhy}
            mono={false}
            maxLength={500}
            placeholder="kept in the model's log"
            data-testid="action-why"
          />
        )}
        {refusal === null ? null : (
          <p role="alert" data-testid="action-refusal" className="text-danger text-sm">
            {refusal}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button
            type="submit"
            tone={action.tone === "danger" ? "danger" : "accent"}
            busy={isSending}
            disabled={!isReady}
            data-testid="action-confirm"
          >
            {action.label}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type AgainstProps = { readonly texts: readonly string[]; readonly wayOut: ReactNode };

const Against = ({ texts, wayOut }: AgainstProps) => (
  <div role="status" className="rounded-md border border-warn/50 bg-warn/12 px-2.5 py-2 text-sm" data-testid="against">
    <p className="flex items-center gap-1.5 font-medium text-warn">
      <TriangleAlert aria-hidden className="size-4" />
      {texts.length === 1 ? "A gate fails: it is refused" : `${texts.length} gates fail: it is refused`}
    </p>
    <ul className="mt-1 list-disc pl-5">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
    {wayOut}
  </div>
);
