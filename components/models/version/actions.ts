/** What a person may do with a version, and what it would bring about, in words. Pure. */
import type { VersionSummary } from "@/components/models/views";

export type VersionActionKind = "shadow" | "promote" | "rollBack" | "retire";

export type VersionAction = Readonly<{
  kind: VersionActionKind;
  label: string;
  title: string;
  /** What follows, a sentence each. */
  consequences: readonly string[];
  /** Gates that fail now: while there is one, it is refused. */
  against: readonly string[];
  tone: "accent" | "plain" | "danger";
}>;

type Standing = Readonly<{
  version: Pick<VersionSummary, "model" | "version" | "state" | "gatesNow">;
  /** Of the model now. */
  championVersion: number | null;
  /** A roll-back goes to a version that was champion once, and to no other. */
  wasChampion: boolean;
}>;

export function actionsOf({ version, championVersion, wasChampion }: Standing): readonly VersionAction[] {
  const name = `${version.model} version ${version.version}`;
  switch (version.state) {
    case "candidate":
      return [shadow(name), retire(name, false)];
    case "shadow":
      return [promote(version, championVersion), retire(name, false)];
    case "champion":
      return [retire(name, true)];
    case "retired":
      return wasChampion ? [rollBack(name, championVersion)] : [];
  }
}

const shadow = (name: string): VersionAction => ({
  kind: "shadow",
  label: "Put in shadow",
  title: `Put ${name} in shadow`,
  consequences: [
    "It predicts at the end of each bar beside the champion, on every desk that trades its instruments.",
    "Nothing trades on it. Its predictions are scored as their outcomes arrive.",
  ],
  against: [],
  tone: "accent",
});

function promote({ model, version, gatesNow }: Standing["version"], champion: number | null): VersionAction {
  const replaces =
    champion === null
      ? "The model has no champion: strategies that follow it begin to trade."
      : `Version ${champion} retires at the same moment; it can be brought back by a roll-back.`;
  return {
    kind: "promote",
    label: "Promote",
    title: `Promote ${model} version ${version} to champion`,
    consequences: ["Running desks switch at the next event; positions stay as they are.", replaces],
    against: gatesNow.filter(({ passed }) => !passed).map(({ text }) => text),
    tone: "accent",
  };
}

const rollBack = (name: string, champion: number | null): VersionAction => ({
  kind: "rollBack",
  label: "Roll back to this",
  title: `Roll back to ${name}`,
  consequences: [
    "It becomes the champion again. Running desks switch at the next event; positions stay as they are.",
    champion === null ? "The model has no champion now." : `Version ${champion} retires at the same moment.`,
  ],
  against: [],
  tone: "plain",
});

const retire = (name: string, isChampion: boolean): VersionAction => ({
  kind: "retire",
  label: "Retire",
  title: `Retire ${name}`,
  consequences: [
    isChampion
      ? "The model is left without a champion: strategies that follow it open nothing new until another is promoted."
      : "It predicts no more.",
    "Its file, its scores and its predictions are kept.",
  ],
  against: [],
  tone: "danger",
});
