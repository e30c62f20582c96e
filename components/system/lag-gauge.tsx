import { toDuration } from "@/components/ui/time-format";
import { lagShare, lagWord } from "./lag";

/** How far behind the newest message we are, on a logarithmic scale from 0.1 ms to 10 s. */
export function LagGauge({ micros }: { readonly micros: number }) {
  const word = lagWord(micros);
  const tone = word === "keeping up" ? "bg-up" : word === "slow" ? "bg-warn" : "bg-danger";
  return (
    <div className="flex items-center gap-2 text-xs">
      <span className="text-muted">Lag</span>
      <span
        role="meter"
        aria-label="Lag behind the newest message"
        aria-valuemin={0}
        aria-valuemax={10_000_000}
        aria-valuenow={Math.min(10_000_000, Math.max(0, Math.round(micros)))}
        aria-valuetext={`${toDuration(micros)}, ${word}`}
        className="h-1.5 flex-1 overflow-hidden rounded-full bg-surface-3"
      >
        <span className={`block h-full rounded-full ${tone}`} style={{ width: `${lagShare(micros) * 100}%` }} />
      </span>
      <span className="num w-16 text-right">{toDuration(micros)}</span>
      <span className="w-20 text-muted">{word}</span>
    </div>
  );
}
