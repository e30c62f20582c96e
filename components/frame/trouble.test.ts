import { expect, test } from "vitest";
import { type TroubleFacts, toTrouble } from "./trouble";

const fine: TroubleFacts = {
  stream: "open",
  feedState: "live",
  feedText: "",
  feedSilentSeconds: null,
  deskSilentSeconds: null,
};
const badge = (over: Partial<TroubleFacts>) => toTrouble({ ...fine, ...over })?.badge ?? null;

test("nothing is wrong when everything speaks, and a recording may have ended", () => {
  expect(badge({})).toBeNull();
  expect(badge({ feedState: "ended" })).toBeNull();
});

test("a frozen feed that last said live is stale all the same", () => {
  expect(badge({ feedSilentSeconds: 12 })).toBe("STALE 12 s");
  expect(badge({ feedSilentSeconds: 12, deskSilentSeconds: 12 })).toBe("STALE 12 s");
});

test("the worst is said: no connection before anything else, then the data, then the desk", () => {
  expect(badge({ stream: "down", feedState: "stale", deskSilentSeconds: 9 })).toBe("NO CONNECTION");
  expect(badge({ feedState: "gap", deskSilentSeconds: 9 })).toBe("GAP");
  expect(badge({ deskSilentSeconds: 9 })).toBe("DESK SILENT 9 s");
});

test("the feed's own words are passed on", () => {
  expect(toTrouble({ ...fine, feedState: "down", feedText: "the market server does not answer" })?.text).toBe(
    "the market server does not answer",
  );
});
