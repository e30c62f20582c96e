"use client";
import { Download } from "lucide-react";
import Link from "next/link";
import { runHref } from "@/components/models/words";
import { Panel } from "@/components/ui/panel";
import type { ModelVersion } from "@/server/domain/models/model-version";
import { lineageOf, quarantineText } from "./lineage";

export function LineagePanel({ version }: { readonly version: ModelVersion }) {
  const { manifest } = version;
  return (
    <Panel title="Lineage" trailing={<Downloads version={version} />}>
      {manifest.training === null ? (
        <p className="border-line/60 border-b px-2.5 py-2 text-muted text-sm">
          Brought along: how it was trained, and on what, is not known here.
        </p>
      ) : (
        <p className="border-line/60 border-b px-2.5 py-2 text-sm" data-testid="quarantine">
          {quarantineText(manifest.training)}{" "}
          <Link
            href={runHref(version.model, manifest.training.runId)}
            className="text-accent underline underline-offset-4"
          >
            The run that made it
          </Link>
        </p>
      )}
      <dl className="text-sm">
        {lineageOf(manifest).map(({ name, text, full }) => (
          <div key={name} className="flex items-baseline gap-3 border-line/60 border-b px-2.5 py-1 last:border-b-0">
            <dt className="shrink-0 text-muted">{name}</dt>
            <dd className="num ml-auto min-w-0 break-words text-right" title={full}>
              {text}
            </dd>
          </div>
        ))}
      </dl>
      <details className="border-line/60 border-t">
        <summary className="px-2.5 py-1.5 text-muted text-sm hover:text-text">The manifest as it is stored</summary>
        <pre
          role="group"
          aria-label="Manifest"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
          className="num max-h-96 overflow-auto bg-surface-0 p-2.5 text-xs"
        >
          {JSON.stringify(manifest, null, 2)}
        </pre>
      </details>
    </Panel>
  );
}

function Downloads({ version: { model, version } }: { readonly version: ModelVersion }) {
  const base = `/api/models/${encodeURIComponent(model)}/${version}`;
  return (
    <span className="flex gap-3 text-xs">
      {(["model.onnx", "manifest.json"] as const).map((file) => (
        <a
          key={file}
          href={`${base}/${file}`}
          download={`${model}-${version}-${file}`}
          className="flex items-center gap-1 text-accent underline-offset-4 hover:underline"
        >
          <Download aria-hidden className="size-3" />
          {file}
        </a>
      ))}
    </span>
  );
}
