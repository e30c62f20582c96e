"use client";
/** Bring a model along: an ONNX file and its manifest, dragged in or chosen; a refusal is shown as the server says it. */
import { useQueryClient } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useState } from "react";
import { useTRPC } from "@/components/frame/trpc";
import { versionHref } from "@/components/models/words";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { toBytes } from "@/components/ui/number-format";
import { pickFiles, readAnswer, type UploadFiles } from "./upload-files";

export function UploadButton({ model }: { readonly model: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} title="Bring an ONNX file and its manifest along">
        <Upload aria-hidden className="size-3.5" />
        Upload
      </Button>
      {isOpen ? <UploadDialog model={model} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

type UploadState = "idle" | "sending" | Readonly<{ problems: readonly string[] }>;

function UploadDialog({ model, onClose }: { readonly model: string; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [files, setFiles] = useState<UploadFiles>({ onnx: null, manifest: null });
  const [state, setState] = useState<UploadState>("idle");
  const take = (list: Iterable<File>) => {
    const picked = pickFiles(files, [...list]);
    setFiles(picked.files);
    setState(picked.problems.length === 0 ? "idle" : { problems: picked.problems });
  };
  const send = async () => {
    if (files.onnx === null || files.manifest === null) return;
    setState("sending");
    const body = new FormData();
    body.set("model", model);
    body.set("onnx", files.onnx);
    body.set("manifest", files.manifest);
    const answer = await fetch("/api/models/upload", { method: "POST", body }).then(readAnswer, () => ({
      version: null,
      problems: ["The server did not answer"],
    }));
    if (answer.version === null) {
      setState({ problems: answer.problems });
      return;
    }
    await queries.invalidateQueries({ queryKey: trpc.models.pathKey() });
    onClose();
    router.push(versionHref(model, answer.version));
  };
  const isReady = files.onnx !== null && files.manifest !== null;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Bring a version of ${model} along`}
      description="It is checked on a sample before it is listed, and begins as a candidate."
    >
      <div className="flex flex-col gap-3">
        <DropZone files={files} onFiles={take} />
        {typeof state === "object" ? <Problems texts={state.problems} /> : null}
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button tone="accent" busy={state === "sending"} disabled={!isReady} onClick={() => void send()}>
            Check and add it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

const Problems = ({ texts }: { readonly texts: readonly string[] }) => (
  <ul role="alert" data-testid="upload-problems" className="list-disc pl-4 text-danger text-sm">
    {texts.map((text) => (
      <li key={text}>{text}</li>
    ))}
  </ul>
);

type DropZoneProps = { readonly files: UploadFiles; readonly onFiles: (files: Iterable<File>) => void };

function DropZone({ files, onFiles }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(event.dataTransfer.files);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is a second way to what the input inside does
    <label
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex cursor-pointer flex-col gap-2 rounded-md border border-dashed p-4 text-sm focus-within:border-accent ${isOver ? "border-accent bg-accent/8" : "border-line-strong"}`}
    >
      <span>Drop model.onnx and manifest.json here, or choose them.</span>
      <input
        type="file"
        multiple
        accept=".onnx,.json,application/json"
        data-testid="upload-input"
        onChange={(event) => onFiles(event.target.files ?? [])}
        className="text-muted text-xs"
      />
      <span className="num text-muted text-xs">
        {`ONNX: ${fileText(files.onnx)}`}
        <br />
        {`manifest: ${fileText(files.manifest)}`}
      </span>
    </label>
  );
}

const fileText = (file: File | null): string =>
  file === null ? "not chosen yet" : `${file.name}, ${toBytes(file.size)}`;
