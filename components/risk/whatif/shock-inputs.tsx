"use client";
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import { useRisk } from "@/components/risk/risk-context";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { addressSymbol, displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Shocked } from "@/server/domain/risk/risk-shock";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { ALL, readPercent, type ShockTexts } from "./shock-text";

const PRESETS = [-50, -30, -20, -10, -5, 5, 10, 20, 50];
/** Of the slider; the field takes any size. */
const SLIDER = { min: -90, max: 100 };

type InputsProps = {
  readonly texts: ShockTexts;
  readonly onChange: (texts: ShockTexts) => void;
  readonly view: RiskView;
  readonly after: Shocked;
};

export function ShockInputs({ texts, onChange, view, after }: InputsProps) {
  const { desk } = useRisk();
  const setAll = (percent: string) => onChange({ [ALL]: percent });
  return (
    <>
      <div className="border-line border-b px-3 py-2.5">
        <Shock label="All at once" text={texts[ALL] ?? ""} onChange={setAll} />
        <ul className="mt-2 flex flex-wrap gap-1">
          {PRESETS.map((percent) => (
            <li key={percent}>
              <Button size="sm" onClick={() => setAll(String(percent))} aria-pressed={texts[ALL] === String(percent)}>
                <span className="num">{`${percent < 0 ? "−" : "+"}${Math.abs(percent)} %`}</span>
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <ul>
        {desk.instruments.map((spec) => (
          <li key={spec.id} className="border-line/60 border-b px-3 py-2 last:border-b-0">
            <Shock
              label={displaySymbol(spec)}
              text={texts[addressSymbol(spec)] ?? texts[ALL] ?? ""}
              onChange={(percent) => onChange({ ...texts, [addressSymbol(spec)]: percent === "" ? "0" : percent })}
            />
            <Effect spec={spec} view={view} after={after} />
          </li>
        ))}
      </ul>
    </>
  );
}

type ShockProps = { readonly label: string; readonly text: string; readonly onChange: (percent: string) => void };

function Shock({ label, text, onChange }: ShockProps) {
  const read = readPercent(text);
  const percent = "ppm" in read ? read.ppm / 10_000 : 0;
  return (
    <div className="grid grid-cols-[1fr_6.5rem] items-center gap-x-3 md:grid-cols-[9rem_1fr_6.5rem]">
      <span className="col-span-2 text-sm md:col-span-1">{label}</span>
      <input
        type="range"
        aria-label={`${label}: shock`}
        min={SLIDER.min}
        max={SLIDER.max}
        step={1}
        value={Math.min(Math.max(percent, SLIDER.min), SLIDER.max)}
        onChange={(event) => onChange(event.target.value)}
        className="h-6 w-full min-w-0 accent-accent"
      />
      <Field
        label={`${label}: shock in per cent`}
        hideLabel
        value={text}
        onChange={onChange}
        unit="%"
        inputMode="text"
        placeholder="0"
        problem={"problem" in read ? read.problem : null}
      />
    </div>
  );
}

/** What the jump makes of what is held of it. */
function Effect({
  spec,
  view,
  after,
}: {
  readonly spec: InstrumentSpec;
  readonly view: RiskView;
  readonly after: Shocked;
}) {
  const { currency } = useRisk();
  const before = view.measures.instruments.find(({ instrumentId }) => instrumentId === spec.id);
  const then = after.measures.instruments.find(({ instrumentId }) => instrumentId === spec.id);
  if (before === undefined || then === undefined || before.sizeLots === 0)
    return <p className="mt-0.5 text-2xs text-muted">Nothing held.</p>;
  const change = then.exposureAtoms - before.exposureAtoms;
  const made = spec.contract?.kind === "inverse" ? 0n - change : change;
  return (
    <p className="num mt-0.5 text-2xs text-muted">
      {`${toMoney(before.exposureAtoms)} → ${toMoney(then.exposureAtoms)} ${currency}`}
      <span className={made > 0n ? "ml-2 text-up" : made < 0n ? "ml-2 text-down" : "ml-2"}>{toSignedMoney(made)}</span>
    </p>
  );
}
