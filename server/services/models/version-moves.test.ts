// Guarantee: only the moves that exist are made, each with what it does to the reigning champion.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAppError } from "@/server/domain/errors";
import { VERSION_STATES, type VersionState } from "@/server/domain/models/model-version";
import { someVersion } from "@/server/testing/models/some-model";
import { type MoveRequest, planMove } from "./version-moves";

const versionsOf = (states: readonly VersionState[]) =>
  states.map((state, i) => someVersion({ version: i + 1, state })).toReversed();

const plan = (
  states: readonly VersionState[],
  request: MoveRequest,
  { formerChampions = [] as readonly number[], passed = true } = {},
) =>
  planMove({
    model: "m",
    versions: versionsOf(states),
    request,
    formerChampions,
    judge: () => [{ gate: "tradesMin", passed, text: "trades 12, at least 100: short by 88" }],
  }).map(({ version, from, to, kind }) => `${version} ${from} → ${to} (${kind})`);

describe("the moves", () => {
  test.each([
    {
      title: "a candidate becomes a shadow",
      states: ["candidate"],
      request: { kind: "shadow", version: 1 },
      moves: ["1 candidate → shadow (shadowed)"],
    },
    {
      title: "the first shadow becomes champion",
      states: ["shadow"],
      request: { kind: "promote", version: 1 },
      moves: ["1 shadow → champion (promoted)"],
    },
    {
      title: "a shadow replaces the champion",
      states: ["champion", "shadow"],
      request: { kind: "promote", version: 2 },
      moves: ["1 champion → retired (retired)", "2 shadow → champion (promoted)"],
    },
    {
      title: "a roll-back goes to the champion before",
      states: ["retired", "champion"],
      request: { kind: "rollBack", version: null },
      moves: ["2 champion → retired (retired)", "1 retired → champion (rolled-back)"],
    },
    {
      title: "a champion may retire without an heir",
      states: ["champion"],
      request: { kind: "retire", version: 1 },
      moves: ["1 champion → retired (retired)"],
    },
  ] as const)("$title", ({ states, request, moves }) => {
    expect(plan(states, { ...request, why: "because" }, { formerChampions: [2, 1] })).toEqual(moves);
  });

  test.each([
    {
      title: "a candidate",
      states: ["candidate"],
      request: { kind: "promote", version: 1 },
      words: "is candidate: only a shadow becomes champion",
    },
    {
      title: "a version that there is not",
      states: ["shadow"],
      request: { kind: "promote", version: 5 },
      words: "m has no version 5",
    },
    {
      title: "what is retired",
      states: ["retired"],
      request: { kind: "retire", version: 1 },
      words: "is retired already",
    },
    {
      title: "back to nothing",
      states: ["champion"],
      request: { kind: "rollBack", version: null },
      words: "no earlier champion",
    },
    {
      title: "back to what never ruled",
      states: ["champion", "retired"],
      request: { kind: "rollBack", version: 2 },
      words: "was never champion",
    },
    {
      title: "a shadow twice",
      states: ["shadow"],
      request: { kind: "shadow", version: 1 },
      words: "only a candidate becomes a shadow",
    },
  ] as const)("$title is refused with its rule", ({ states, request, words }) => {
    expect(() => plan(states, { ...request, why: "because" }, { formerChampions: [1] })).toThrow(words);
  });

  test("a gate that does not hold stands in the way, and says by how much", () => {
    expect(() => plan(["shadow"], { kind: "promote", version: 1, why: "x" }, { passed: false })).toThrow("short by 88");
  });

  test("whatever is asked, there is at most one champion, and no state is left but by a move that exists", () => {
    const exists = new Set([
      "candidate shadow",
      "shadow champion",
      "champion retired",
      "retired champion",
      "candidate retired",
      "shadow retired",
    ]);
    const anyRequest = fc.record({
      kind: fc.constantFrom("shadow", "promote", "retire", "rollBack"),
      version: fc.integer({ min: 1, max: 5 }),
      why: fc.constant("because"),
    });
    const anyStates = fc
      .array(fc.constantFrom(...VERSION_STATES), { minLength: 1, maxLength: 5 })
      .filter((states) => states.filter((state) => state === "champion").length <= 1);
    fc.assert(
      fc.property(anyStates, anyRequest, (states, request) => {
        const after = [...states];
        try {
          const moves = planMove({
            model: "m",
            versions: versionsOf(states),
            request: request as MoveRequest,
            formerChampions: [1, 2, 3],
            judge: () => [],
          });
          for (const { version, from, to } of moves) {
            expect(after[version - 1]).toBe(from);
            expect(exists).toContain(`${from} ${to}`);
            after[version - 1] = to;
          }
        } catch (error) {
          expect(isAppError(error)).toBe(true);
        }
        expect(after.filter((state) => state === "champion").length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
