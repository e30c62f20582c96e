"use client";
import { useState } from "react";
import { fixed, share } from "@/components/models/score-lines";
import { agoText } from "@/components/models/spans";
import { DRIFT_TONES, DRIFT_WORDS } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { Panel } from "@/components/ui/panel";
import { Unknown } from "@/components/ui/unknown";
import { type DriftLevel, type DriftReport, PSI_ALARM, PSI_WATCH } from "@/server/domain/models/drift";

const SHOWN = 8;

/** Its life of late against its training and validation. */
export function DriftPanel({ report, now }: { readonly report: DriftReport | null; readonly now: number }) {
  return (
    <Panel
      title="Drift"
      trailing={
        report === null ? null : (
          <>
            <span className="text-muted text-xs">{agoText(report.at, now)}</span>
            <Badge tone={DRIFT_TONES[report.level]}>{DRIFT_WORDS[report.level]}</Badge>
          </>
        )
      }
    >
      {report === null ? (
        <p className="p-3 text-muted text-sm">
          Not measured yet. Each hour the features and predictions of a champion or a shadow are held against its
          training.
        </p>
      ) : (
        <Report report={report} />
      )}
    </Panel>
  );
}

function Report({ report }: { readonly report: DriftReport }) {
  const [isLong, setLong] = useState(false);
  const { accuracy, calibration, prediction } = report;
  return (
    <div className="flex flex-col gap-2 p-2.5">
      <ul className="text-sm">
        {report.texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <dl className="grid gap-x-4 text-sm sm:grid-cols-3">
        <Line name="Accuracy" level={accuracy.level} value={accuracy.live} was={accuracy.validation} text={share} />
        <Line
          name="Calibration error"
          level={calibration.level}
          value={calibration.live}
          was={calibration.validation}
          text={share}
        />
        <Line name="PSI of P(up)" level={prediction.level} value={prediction.psi} was={null} text={fixed(2)} />
      </dl>
      <p className="text-muted text-xs">
        {`From ${report.rows} rows and ${report.scored} scored predictions. PSI below ${PSI_WATCH} is no change, above ${PSI_ALARM} a shift.`}
      </p>
      <ul className="flex flex-col gap-0.5" aria-label="Features by drift">
        {report.features.slice(0, isLong ? report.features.length : SHOWN).map(({ column, psi, level }) => (
          <li key={column} className="flex items-center gap-2 text-xs">
            <span className="num min-w-0 flex-1 truncate" title={column}>
              {column}
            </span>
            <span aria-hidden className="h-1.5 w-24 overflow-hidden rounded-full bg-surface-2">
              <span
                className={`block h-full ${LEVEL_FILL[level]}`}
                style={{ width: `${Math.min(psi / PSI_FULL, 1) * 100}%` }}
              />
            </span>
            <span className={`num w-10 text-right ${LEVEL_TEXT[level]}`}>{psi.toFixed(2)}</span>
          </li>
        ))}
      </ul>
      {report.features.length > SHOWN ? (
        <button
          type="button"
          onClick={() => setLong(!isLong)}
          className="self-start text-accent text-xs hover:underline"
        >
          {isLong ? `The first ${SHOWN} only` : `All ${report.features.length} features`}
        </button>
      ) : null}
    </div>
  );
}

/** Where the bar of a PSI is full. */
const PSI_FULL = 0.5;

export const LEVEL_FILL: Readonly<Record<DriftLevel, string>> = {
  ok: "bg-up/70",
  watch: "bg-warn",
  alarm: "bg-danger",
  unknown: "bg-line-strong",
};
export const LEVEL_TEXT: Readonly<Record<DriftLevel, string>> = {
  ok: "text-muted",
  watch: "text-warn",
  alarm: "text-danger",
  unknown: "text-muted",
};

type LineProps = {
  readonly name: string;
  readonly level: DriftLevel;
  readonly value: number | null;
  readonly was: number | null;
  readonly text: (value: number) => string;
};

const Line = ({ name, level, value, was, text }: LineProps) => (
  <div className="flex items-baseline gap-2 border-line/60 border-b py-1 sm:flex-col sm:gap-0 sm:border-b-0">
    <dt className="caption">{name}</dt>
    <dd className={`num ml-auto sm:ml-0 ${LEVEL_TEXT[level]}`}>
      {value === null ? <Unknown reason="Too few scored predictions yet" /> : text(value)}
      {was === null ? null : <span className="text-muted text-xs"> was {text(was)}</span>}
    </dd>
  </div>
);
