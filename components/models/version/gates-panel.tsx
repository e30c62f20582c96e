import { Check, X } from "lucide-react";
import { GATE_NAMES } from "@/components/models/words";
import { Panel } from "@/components/ui/panel";
import type { GateCheck } from "@/server/domain/models/recipe";

/** Each gate with what was measured; all must hold. */
export function GatesPanel({ gates }: { readonly gates: readonly GateCheck[] }) {
  const failed = gates.filter(({ passed }) => !passed).length;
  const words = failed === 0 ? "all passed" : `${failed} of ${gates.length} failed`;
  return (
    <Panel
      title="Gates"
      trailing={
        gates.length === 0 ? null : (
          <span className={`text-xs ${failed === 0 ? "text-up" : "text-danger"}`}>{words}</span>
        )
      }
    >
      {gates.length === 0 ? (
        <p className="p-3 text-muted text-sm">
          It was brought along: no run held it against the champion. Shadow it, and let its live scores speak.
        </p>
      ) : (
        <GateList gates={gates} />
      )}
    </Panel>
  );
}

export function GateList({ gates }: { readonly gates: readonly GateCheck[] }) {
  return (
    <ul className="divide-y divide-line/60">
      {gates.map(({ gate, passed, text }) => (
        <li key={gate} data-gate={gate} data-passed={passed} className="flex gap-2 px-2.5 py-1.5 text-sm">
          {passed ? (
            <Check aria-label="passed" className="mt-0.5 size-4 shrink-0 text-up" />
          ) : (
            <X aria-label="failed" className="mt-0.5 size-4 shrink-0 text-danger" />
          )}
          <div className="min-w-0">
            <p>{GATE_NAMES[gate]}</p>
            <p className="break-words text-muted text-xs">{text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
