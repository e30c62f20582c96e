"use client";
import { type ComponentProps, useState } from "react";
import { Button, type ButtonSize, type ButtonTone } from "./button";
import { cn } from "./cn";
import { Field } from "./field";
import { Popover } from "./popover";
import { useHold } from "./use-hold";

export type HoldButtonProps = Omit<ComponentProps<"button">, "onClick" | "type"> & {
  readonly label: string;
  /** The word that does the same as holding, for hands and devices that cannot hold. */
  readonly word: string;
  /** What will happen, in one sentence. */
  readonly consequence: string;
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
};

/** A press is not enough: hold for one second (pointer or Space), or press once and type the word. */
export function HoldButton({
  label,
  word,
  consequence,
  tone = "danger",
  onConfirm,
  className,
  ...rest
}: HoldButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const hold = useHold(onConfirm);

  const trigger = (
    <Button
      {...rest}
      tone={tone}
      title={`${consequence} Hold for one second, or press and type ${word}.`}
      className={cn("relative touch-none overflow-hidden", className)}
      onPointerDown={hold.begin}
      onPointerUp={hold.end}
      onPointerLeave={hold.end}
      onPointerCancel={hold.end}
      onContextMenu={(event) => event.preventDefault()}
      // Enter clicks at once and so asks for the word; only Space can be held.
      onKeyDown={(event) => {
        if (event.key === " " && !event.repeat) hold.begin();
      }}
      onKeyUp={(event) => {
        if (event.key === " ") hold.end();
      }}
      onClick={(event) => {
        if (hold.wasHeld.current) event.preventDefault();
      }}
    >
      {hold.isHolding ? <span aria-hidden className="animate-hold absolute inset-0 bg-danger/40" /> : null}
      <span className="relative">{label}</span>
    </Button>
  );
  const ask = (open: boolean) => {
    hold.end();
    setAsking(open);
  };
  const confirm = () => {
    setAsking(false);
    onConfirm();
  };
  return (
    <Popover trigger={trigger} label={label} open={isAsking} onOpenChange={ask} className="w-72">
      <TypedWord word={word} consequence={consequence} onConfirm={confirm} />
    </Popover>
  );
}

type TypedWordProps = { readonly word: string; readonly consequence: string; readonly onConfirm: () => void };

function TypedWord({ word, consequence, onConfirm }: TypedWordProps) {
  const [text, setText] = useState("");
  const matches = text.trim().toUpperCase() === word.toUpperCase();
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (matches) onConfirm();
      }}
    >
      <p className="text-sm">{consequence}</p>
      <p className="text-muted text-xs">Hold the button for one second, or type {word}.</p>
      <Field label={`Type ${word}`} hideLabel value={text} onChange={setText} placeholder={word} mono={false} />
      <Button type="submit" tone="danger" disabled={!matches}>
        {word}
      </Button>
    </form>
  );
}
