"use client";
/** The change as it would be sent: what differs, what it would mean now, why it is made, and what came of it. */
import { useState } from "react";
import { useCommands } from "@/components/frame/command-context";
import type { SentCommand } from "@/components/frame/commands";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { useForm } from "./form-context";
import { type Preview, previewOf } from "./preview";
import { ProfilesDialog } from "./profiles-dialog";
import type { Present } from "./use-settings-draft";
import type { DiffLine } from "./words";

/** The server asks for as much. */
const WHY_LENGTH_MIN = 3;

export function ChangePanel({ present }: { readonly present: Present }) {
  const form = useForm();
  const view = useRiskView();
  const { desk } = useRisk();
  const { settings } = form.reading;
  const preview =
    settings === null ? null : previewOf({ from: present.settings, to: settings }, view, desk.instruments);
  const isEmpty = preview?.lines.length === 0;
  const commands = useCommands();
  const [sent, setSent] = useState<SentCommand | "sending" | null>(null);
  const send = async (why: string) => {
    if (settings === null) return;
    setSent("sending");
    setSent(await commands.send({ kind: "setRisk", settings, baseVersion: form.baseVersion, why }));
  };
  return (
    <section
      aria-label="Your change"
      data-testid="change"
      className="flex flex-col gap-3 rounded-md border border-line bg-surface-1 p-3"
    >
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="font-medium">Your change</h2>
        <span className="ml-auto text-muted text-xs">to version {form.baseVersion}</span>
      </header>
      {form.conflicts === null ? null : <Behind present={present} />}
      {isEmpty ? (
        <>
          <p className="text-muted text-sm">
            Change a number, or start from a profile. Nothing applies until you say so here.
          </p>
          <ProfilesDialog present={present.settings} />
        </>
      ) : (
        <>
          {preview === null ? <Problems /> : <Difference preview={preview} isHosted={view !== null} />}
          <Send
            present={present}
            canSend={preview !== null && preview.refusal === null && form.conflicts === null}
            isSending={sent === "sending"}
            onSend={(why) => void send(why)}
          />
        </>
      )}
      <Outcome sent={sent === "sending" ? null : sent} isEmpty={isEmpty === true} />
    </section>
  );
}

function Problems() {
  const { problems } = useForm().reading;
  return (
    <div className="text-sm">
      <p className="text-danger">{problems.size === 1 ? "A number is wrong" : `${problems.size} numbers are wrong`}:</p>
      <ul className="mt-1 flex flex-col gap-1 text-muted text-xs">
        {[...problems].map(([path, problem]) => (
          <li key={path}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}

function Difference({ preview, isHosted }: { readonly preview: Preview; readonly isHosted: boolean }) {
  return (
    <>
      <DiffTable lines={preview.lines} />
      {preview.refusal === null ? null : (
        <p
          role="status"
          data-testid="refusal"
          className="rounded-md border border-danger/50 bg-danger/12 px-2 py-1.5 text-danger text-xs"
        >
          {preview.refusal}
        </p>
      )}
      <Violated preview={preview} isHosted={isHosted} />
    </>
  );
}

type DiffTableProps = { readonly lines: readonly (DiffLine & Readonly<{ isLooser?: boolean }>)[] };

export function DiffTable({ lines }: DiffTableProps) {
  return (
    <table className="w-full text-xs [&_td]:py-0.5 [&_th]:py-0.5">
      <caption className="sr-only">What differs</caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.path}>
            <th scope="row" className="pr-2 text-left font-normal">
              {line.label}
            </th>
            <td className="num whitespace-nowrap text-right">
              <span className="text-muted">{`${line.from} → `}</span>
              {line.to}
            </td>
            <td className="w-14 pl-2 text-right text-warn">{line.isLooser === true ? "looser" : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Violated({ preview: { violated }, isHosted }: { readonly preview: Preview; readonly isHosted: boolean }) {
  if (!isHosted)
    return <p className="text-muted text-xs">Nobody hosts the desk now: what it would violate is not known.</p>;
  if (violated.length === 0)
    return <p className="text-muted text-xs">Today's positions and orders would violate none of the new numbers.</p>;
  return (
    <div className="rounded-md border border-warn/50 bg-warn/12 px-2 py-1.5 text-xs" data-testid="would-violate">
      <p className="font-medium text-warn">Today's desk would be beyond</p>
      <ul className="mt-1 flex flex-col gap-0.5">
        {violated.map(({ limit, isNew }) => (
          <li key={limit.id} className="flex gap-2">
            <span>{`${limit.label}${limit.name === "" ? "" : ` · ${limit.name}`}`}</span>
            <span className="num ml-auto whitespace-nowrap">
              {`${limit.valueText} of ${limit.limitText}`}
              {isNew ? "" : " (already)"}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Somebody else's version came first. */
function Behind({ present }: { readonly present: Present }) {
  const { conflicts, carryOver, discard, baseVersion } = useForm();
  const both = conflicts ?? [];
  return (
    <div role="alert" data-testid="behind" className="rounded-md border border-warn/50 bg-warn/12 px-2 py-1.5 text-xs">
      <p className="text-warn">
        {`Version ${present.version} came in while you were changing version ${baseVersion}. `}
        {both.length === 0
          ? "It touches none of your numbers."
          : `It changed ${both.length} of your numbers too; yours would replace ${both.length === 1 ? "it" : "them"}.`}
      </p>
      <div className="mt-1.5 flex gap-2">
        <Button size="sm" onClick={carryOver}>
          Carry my changes over
        </Button>
        <Button size="sm" tone="quiet" onClick={discard}>
          Drop mine
        </Button>
      </div>
    </div>
  );
}

type SendProps = {
  readonly present: Present;
  readonly canSend: boolean;
  readonly isSending: boolean;
  readonly onSend: (why: string) => void;
};

function Send({ present, canSend, isSending, onSend }: SendProps) {
  const { discard } = useForm();
  const [why, setWhy] = useState("");
  const isReady = canSend && why.trim().length >= WHY_LENGTH_MIN;
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) onSend(why.trim());
      }}
    >
      <Field
        label="Why"
        value={why}
        onChange={setWhy}
        mono={false}
        maxLength={500}
        placeholder="kept with the version"
        data-testid="why"
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="accent" busy={isSending} disabled={!isReady} data-testid="apply">
          {`Apply as version ${present.version + 1}`}
        </Button>
        <Button tone="quiet" onClick={discard}>
          Discard
        </Button>
      </div>
    </form>
  );
}

/** What came of the last press. */
function Outcome({ sent, isEmpty }: { readonly sent: SentCommand | null; readonly isEmpty: boolean }) {
  if (sent === null || sent.body.kind !== "setRisk") return null;
  const isGood = sent.phase === "accepted";
  // Said once: beside the next change it would look like an answer to that.
  if (isGood && !isEmpty) return null;
  const text = isGood
    ? `Accepted as version ${sent.body.baseVersion + 1} after ${sent.tookMillis ?? 0} ms.`
    : `${sent.phase === "refused" ? "Refused: " : ""}${sent.text ?? "The desk did not answer"}`;
  return (
    <p
      role="status"
      data-testid="sent"
      data-phase={sent.phase}
      className={isGood ? "text-up text-xs" : "text-danger text-xs"}
    >
      {text}
    </p>
  );
}
