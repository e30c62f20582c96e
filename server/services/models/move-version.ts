/** Promote, roll back, retire, shadow: one transaction each, told to desks and pages after it. */
import { isAppError } from "@/server/domain/errors";
import type { Bus } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { ModelFiles } from "@/server/ports/model-files";
import type { ModelStore, VersionMove } from "@/server/ports/model-store";
import { announceModel } from "./announce";
import { judgeNow } from "./gates";
import { getModel } from "./read-models";
import { type MoveRequest, planMove } from "./version-moves";

export type MoveDeps = Readonly<{
  models: ModelStore;
  files: ModelFiles;
  bus: Bus;
  clock: Clock;
}>;

const EVENTS_LOOKED_AT = 1_000;

/**
 * @returns the moves that were made
 * @throws AppError refused with the rule that stands in the way; the refusal is kept among the model's events
 */
export async function moveVersion(
  deps: MoveDeps,
  of: Readonly<{ model: string; who: string }>,
  request: MoveRequest,
): Promise<readonly VersionMove[]> {
  const { models, bus, clock } = deps;
  const at = clock.nowMicros();
  const model = await getModel(deps, of.model);
  const events = await models.listEvents(of.model, EVENTS_LOOKED_AT);
  const crowned = events.filter(({ kind }) => kind === "promoted" || kind === "rolled-back");
  const formerChampions = [...new Set(crowned.flatMap(({ version }) => (version === null ? [] : [version])))];
  const target = request.version ?? formerChampions.find((version) => version !== model.championVersion) ?? null;
  try {
    if (request.kind !== "retire") await assertWhole(deps, of.model, target);
    const moves = await models.move(
      of.model,
      (versions) =>
        planMove({
          model: of.model,
          versions,
          // The one that was meant when it was asked: of two who ask at once, the second must not go back from there.
          request: request.kind === "rollBack" ? { ...request, version: target } : request,
          formerChampions,
          judge: (version, champion) => judgeNow(model.gates, version, champion),
        }),
      { who: of.who, at },
    );
    await announceModel(bus, of.model);
    return moves;
  } catch (error) {
    if (isAppError(error) && error.code === "refused") {
      const why = `${request.kind}: ${error.message}`;
      const event = { model: of.model, version: target, at, from: null, to: null, who: of.who, why };
      await models.saveEvent({ ...event, kind: "refused" });
    }
    throw error;
  }
}

/** A version whose file was lost or changed is not put to work. */
async function assertWhole({ models, files }: MoveDeps, model: string, version: number | null): Promise<void> {
  const found = version === null ? null : await models.findVersion(model, version);
  if (found) await files.read({ model, version: found.version }, "model.onnx", found.manifest.sha256);
}
