import { Badge } from "@/components/ui/badge";
import { TimeText } from "@/components/ui/time-text";
import type { Prediction } from "@/server/domain/models/prediction";
import { Section } from "./section";

const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(1)} %`;

/** What the champion said when this was decided, why, and what its challengers said of the same moment. */
export function Models({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const champions = predictions.filter(({ role }) => role === "champion");
  const challengers = predictions.filter(({ role }) => role === "shadow");
  if (predictions.length === 0) return null;
  return (
    <Section title="What the models said">
      {champions.map((said) => (
        <div key={keyOf(said)} className="mb-3">
          <Answer said={said} />
          <Reasons said={said} />
        </div>
      ))}
      {challengers.length === 0 ? null : (
        <>
          <h3 className="mt-3 mb-1 text-muted text-xs">Challengers, which trade nothing</h3>
          {challengers.map((said) => (
            <Answer key={keyOf(said)} said={said} />
          ))}
        </>
      )}
    </Section>
  );
}

/** The same in a line, for an order among others. */
export function ModelsLine({ predictions }: { readonly predictions: readonly Prediction[] }) {
  const champions = predictions.filter(({ role, refusal }) => role === "champion" && refusal === null);
  if (champions.length === 0) return null;
  return (
    <span className="num mt-0.5 block text-muted text-xs" data-testid="model-said">
      {champions.map((said) => `${said.model} version ${said.version} said ${saidText(said)}`).join("; ")}
    </span>
  );
}

const saidText = ({ upPpm, confidencePpm }: Prediction): string =>
  `${percent(upPpm ?? 0)} up, confidence ${((confidencePpm ?? 0) / 1_000_000).toFixed(2)}`;

const keyOf = ({ model, version }: Prediction): string => `${model} ${version}`;

function Answer({ said }: { readonly said: Prediction }) {
  const { model, version, role, upPpm, confidencePpm, refusal, askedAt, latencyMicros } = said;
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
      <Badge tone={role === "champion" ? "ours" : "plain"}>{role}</Badge>
      <span>
        {model} version {version}
      </span>
      {upPpm === null || confidencePpm === null ? (
        <span>was not asked: {refusal}</span>
      ) : (
        <span className="num">{saidText(said)}</span>
      )}
      <span className="ml-auto text-muted text-xs">
        bar to <TimeText atMicros={askedAt} />, {(latencyMicros / 1_000).toFixed(1)} ms
      </span>
    </p>
  );
}

/** Effects are log-odds towards up; models without trees name none. */
function Reasons({ said }: { readonly said: Prediction }) {
  if (said.refusal !== null) return null;
  if (said.reasons.length === 0) {
    return <p className="mt-1 text-muted text-xs">This model names no reasons: only trees do.</p>;
  }
  return (
    <table className="mt-2 w-full text-xs">
      <caption className="sr-only">Features that moved the answer most</caption>
      <thead className="text-muted">
        <tr>
          <th scope="col" className="text-left font-normal">
            Feature
          </th>
          <th scope="col" className="text-right font-normal">
            Value
          </th>
          <th scope="col" className="text-right font-normal">
            Effect, log-odds of up
          </th>
        </tr>
      </thead>
      <tbody>
        {said.reasons.map(({ column, value, effectPpm }) => (
          <tr key={column} className="border-line/60 border-t">
            <th scope="row" className="py-0.5 text-left font-normal">
              {column}
            </th>
            <td className="num text-right">{value === null ? "missing" : Number(value.toPrecision(4))}</td>
            <td className="num text-right">{effectText(effectPpm)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const effectText = (ppm: number): string => `${ppm < 0 ? "−" : "+"}${(Math.abs(ppm) / 1_000_000).toFixed(3)}`;
