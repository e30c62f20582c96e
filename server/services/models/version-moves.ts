/** The moves that exist: candidate → shadow → champion → retired, and back to champion by a roll-back. Pure. */
import { AppError } from "@/server/domain/errors";
import type { ModelVersion, VersionState } from "@/server/domain/models/model-version";
import type { GateCheck } from "@/server/domain/models/recipe";
import type { VersionMove } from "@/server/ports/model-store";

export type MoveRequest = Readonly<
  | { kind: "shadow" | "promote" | "retire"; version: number; why: string }
  /** Null: the champion before the present one. */
  | { kind: "rollBack"; version: number | null; why: string }
>;

export type MovePlanInput = Readonly<{
  model: string;
  versions: readonly ModelVersion[];
  request: MoveRequest;
  /** As the version would be judged now. */
  judge: (version: ModelVersion, champion: ModelVersion | null) => readonly GateCheck[];
  /** Versions that were champion once, the latest first. */
  formerChampions: readonly number[];
}>;

/** @throws AppError refused, with the rule that stands in the way */
export function planMove(input: MovePlanInput): readonly VersionMove[] {
  const { model, versions, request, judge } = input;
  const champion = versions.find(({ state }) => state === "champion") ?? null;
  const target = findTarget(input, champion);
  const { version, state } = target;
  const name = `Version ${version} of ${model}`;
  const { why } = request;
  const step = (kind: VersionMove["kind"], from: VersionState, to: VersionState): VersionMove => ({
    version,
    from,
    to,
    kind,
    why,
  });
  const dethroned = (to: string): readonly VersionMove[] =>
    champion
      ? [
          {
            version: champion.version,
            from: "champion",
            to: "retired",
            kind: "retired",
            why: `${to} ${version}: ${why}`,
          },
        ]
      : [];

  switch (request.kind) {
    case "shadow":
      if (state === "candidate") return [step("shadowed", "candidate", "shadow")];
      throw refused(`${name} is ${state}: only a candidate becomes a shadow`);
    case "promote": {
      if (state !== "shadow") throw refused(`${name} is ${state}: only a shadow becomes champion`);
      const missed = judge(target, champion).filter(({ passed }) => !passed);
      if (missed.length > 0) {
        throw refused(`${name} stays shadow, its gates do not hold: ${missed.map(({ text }) => text).join("; ")}`);
      }
      return [...dethroned("replaced by version"), step("promoted", "shadow", "champion")];
    }
    case "rollBack":
      if (state !== "retired") throw refused(`${name} is ${state}: a roll-back goes to a retired champion`);
      return [...dethroned("rolled back to version"), step("rolled-back", "retired", "champion")];
    case "retire":
      if (state === "retired") throw refused(`${name} is retired already`);
      return [step("retired", state, "retired")];
  }
}

function findTarget(input: MovePlanInput, champion: ModelVersion | null): ModelVersion {
  const { model, versions, request, formerChampions } = input;
  const earlier = formerChampions.filter((version) => version !== champion?.version);
  const wanted = request.version ?? earlier[0];
  if (wanted === undefined) throw refused(`${model} has no earlier champion to roll back to`);
  if (request.kind === "rollBack" && !earlier.includes(wanted)) {
    throw refused(`Version ${wanted} of ${model} was never champion, so there is nothing to roll back to`);
  }
  const found = versions.find(({ version }) => version === wanted);
  if (!found) throw new AppError("not_found", `${model} has no version ${wanted}`);
  return found;
}

const refused = (text: string): AppError => new AppError("refused", text);
