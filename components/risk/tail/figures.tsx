import { Unknown } from "@/components/ui/unknown";

type BigFigureProps = {
  readonly name: string;
  readonly hint: string;
  readonly value: string | null;
  readonly unit?: string;
  readonly detail?: string;
  /** Why there is no value. */
  readonly reason?: string;
};

/** A number that the panel is about. */
export function BigFigure({ name, hint, value, unit, detail, reason }: BigFigureProps) {
  return (
    <div title={hint} className="min-w-0">
      <p className="caption">{name}</p>
      {value === null ? (
        <p className="text-xl">
          <Unknown reason={reason ?? "Not known"} />
        </p>
      ) : (
        <p className="num text-xl">
          {value}
          {unit === undefined ? null : <span className="ml-1 font-sans text-muted text-xs">{unit}</span>}
        </p>
      )}
      <p className="max-w-60 text-2xs text-muted">{value === null ? reason : detail}</p>
    </div>
  );
}

export type Metric = Readonly<{ value: number | null; reason: string | null }>;

/** A share as per cent, or why there is none. */
export const shareFigure = ({ value, reason }: Metric, detail: string) =>
  value === null ? { value: null, reason: reason ?? "Not known" } : { value: `${(value * 100).toFixed(2)} %`, detail };
