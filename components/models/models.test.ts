// Guarantees of the Models pages' words: the headline never claims what the scores do not show, comparisons know which way
// is better, the guide says what is so, actions offer only the moves that exist, and typed settings come back as numbers.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareRows, sharedFolds, verdictText } from "./compare/compare";
import { differenceText } from "./compare/compare-table";
import { historyFacts } from "./guide/history-facts";
import { type GuideFacts, isThrough, stepsOf } from "./guide/steps";
import { headlineOf } from "./headline";
import { slugOf } from "./list/slug";
import { pickFiles, readAnswer } from "./list/upload-files";
import { nearest, planeOf, ticksOf } from "./plots/plane";
import { stepsOf as stagesOf } from "./run/stages";
import { fixed, verdictOf } from "./score-lines";
import { gatesDraft, readGates } from "./settings/gates-draft";
import { fieldsOf, readRecipe, recipeDraft } from "./settings/recipe-draft";
import { cronOf, nextOf, parseClock, planOf, scheduleText } from "./settings/schedule-words";
import { classes, DAY, failed, fold, gates, headlined, passed, recipe, run, scores, traded } from "./testing/samples";
import { actionsOf } from "./version/actions";
import { multiplesOf } from "./version/fold-multiples";
import { likeliest } from "./version/prediction-words";
import { instrumentsText, labelText } from "./words";

describe("the headline", () => {
  test("claims a gain only where there is one", () => {
    expect(headlineOf(headlined(scores()))).toContain("beats the base rate by 1.9 %: log loss 0.6800 against 0.6931");
    const same = scores({ overall: classes({ logLoss: 0.6929 }) });
    expect(headlineOf(headlined(same))).toContain("no better than the base rate");
    const worse = scores({ overall: classes({ logLoss: 0.7 }) });
    expect(headlineOf(headlined(worse))).toContain("worse than always saying the base rate");
  });

  test("says what trading made or lost after costs, and how likely that is skill", () => {
    expect(headlineOf(headlined(scores()))).toContain(
      "After all costs it made 1.20 % over 140 trades; counting 12 trials the chance that this is skill is 40 %.",
    );
    expect(headlineOf(headlined(scores({ trading: traded({ netReturn: -0.031 }) })))).toContain("it lost 3.10 % over");
    expect(headlineOf(headlined(scores({ trading: traded({ trades: 0 }) })))).toContain("it made no trade");
    expect(headlineOf(headlined(null))).toContain("brought along without scores");
  });
});

describe("comparing", () => {
  test("lower is better for a loss, higher for an AUC, and neither for a count", () => {
    expect(verdictOf("lower", 0.7, 0.69)).toBe("better");
    expect(verdictOf("higher", 0.5, 0.55)).toBe("better");
    expect(verdictOf("lower", 0.69, 0.7)).toBe("worse");
    expect(verdictOf(null, 1, 2)).toBeNull();
    expect(verdictOf("higher", null, 2)).toBeNull();
  });

  test("the sentence counts what differs", () => {
    const rows = compareRows(scores(), scores({ overall: classes({ logLoss: 0.67, auc: 0.54 }) }));
    expect(rows.find(({ line }) => line.id === "logLoss")).toMatchObject({ a: 0.68, b: 0.67, verdict: "better" });
    expect(verdictText(rows)).toBe("Of 2 figures that differ, 1 is better and 1 worse.");
    expect(verdictText(compareRows(scores(), scores()))).toBe("Nothing tells them apart out of sample.");
  });

  test("walks are compared on the same days only", () => {
    const shared = sharedFolds(scores(), scores({ folds: [fold(12), fold(14)] }));
    expect(shared.map(({ testFrom }) => testFrom / DAY)).toEqual([12]);
  });

  test("a difference keeps its sign and is never rounded to nothing", () => {
    expect(differenceText({ text: fixed(4) }, -0.01)).toBe("−0.0100");
    expect(differenceText({ text: fixed(4) }, 0.000_012)).toBe("+0.000012");
    expect(differenceText({ text: fixed(4) }, 0)).toBe("0");
  });
});

test("small multiples count the walks that were better", () => {
  const [loss, , , net] = multiplesOf([fold(1), fold(2, { classes: classes({ logLoss: 0.7 }), trading: null })]);
  expect(loss).toMatchObject({ text: "1 of 2" });
  expect(net).toMatchObject({ text: "1 of 1" });
  expect(net?.bars[1]?.height).toBeNull();
});

describe("the guide", () => {
  const facts = (change: Partial<GuideFacts> = {}): GuideFacts => ({
    history: [{ instrumentId: "simulated:BTC/USDT", days: 2, share: null, problem: null }],
    daysWanted: 30,
    run: null,
    versions: [],
    ...change,
  });
  const states = (change: Partial<GuideFacts>) => stepsOf(facts(change)).map(({ state }) => state);
  const enough = { history: [{ instrumentId: "a", days: 31, share: null, problem: null }] };
  const version = (state: "candidate" | "shadow" | "champion", check = passed) => ({
    version: 1,
    state,
    gatesNow: [check],
  });

  test("opens one step after the other", () => {
    expect(states({})).toEqual(["now", "ahead", "ahead", "ahead"]);
    expect(states(enough)).toEqual(["done", "now", "ahead", "ahead"]);
    expect(states({ ...enough, run: run() })).toEqual(["done", "busy", "ahead", "ahead"]);
    expect(states({ ...enough, versions: [version("candidate")] })).toEqual(["done", "done", "now", "ahead"]);
    expect(states({ ...enough, versions: [version("shadow")] })).toEqual(["done", "done", "done", "now"]);
    expect(isThrough(stepsOf(facts({ versions: [version("champion")] })))).toBe(true);
  });

  test("says why a run failed and which gates stand in the way", () => {
    const [, train] = stepsOf(facts({ ...enough, run: run({ state: "failed", text: "too few rows: 12" }) }));
    expect(train).toMatchObject({ state: "failed", text: "too few rows: 12" });
    const promote = stepsOf(facts({ versions: [version("shadow", failed)] })).at(-1);
    expect(promote?.text).toBe("Version 1 failed a gate: profit factor 0.9, at least 1.1.");
  });

  test("history is what the shortest instrument has, and what is being fetched", () => {
    const span = { instrumentId: "a", from: 0, to: 3 * DAY, bars: 2 * 1_440, widthMicros: 60e6 };
    const found = historyFacts({ candles: [span], chunks: [], backfills: [] }, ["a", "b"]);
    expect(found.map(({ days }) => days)).toEqual([2, 0]);
  });
});

describe("actions", () => {
  const standing = { model: "m", version: 2, gatesNow: [passed, failed] };
  const kinds = (state: "candidate" | "shadow" | "champion" | "retired", wasChampion = false) =>
    actionsOf({ version: { ...standing, state }, championVersion: 1, wasChampion }).map(({ kind }) => kind);

  test("are the moves that the state allows", () => {
    expect(kinds("candidate")).toEqual(["shadow", "retire"]);
    expect(kinds("shadow")).toEqual(["promote", "retire"]);
    expect(kinds("champion")).toEqual(["retire"]);
    expect(kinds("retired")).toEqual([]);
    expect(kinds("retired", true)).toEqual(["rollBack"]);
  });

  test("a promotion names the gates that fail", () => {
    const [promote] = actionsOf({
      version: { ...standing, state: "shadow" },
      championVersion: null,
      wasChampion: false,
    });
    expect(promote?.against).toEqual([failed.text]);
    expect(promote?.consequences[0]).toContain("switch at the next event");
  });
});

describe("schedules", () => {
  // 2026-11-21 is a Saturday (ISO 8601 calendar).
  const now = Date.UTC(2026, 10, 21, 12) * 1000;
  const at = (micros: number | null) => (micros === null ? null : new Date(micros / 1000).toISOString());

  test("say when they come next", () => {
    const weekly = { id: "weekly", cron: "0 2 * * 1", isEnabled: true } as const;
    expect(scheduleText(weekly)).toBe("Mondays at 02:00 UTC");
    expect(at(nextOf(weekly, now))).toBe("2026-11-23T02:00:00.000Z");
    expect(nextOf({ ...weekly, isEnabled: false }, now)).toBeNull();
    const monthly = { id: "monthly", cron: "0 3 1 * *", isEnabled: true } as const;
    expect(at(nextOf(monthly, now))).toBe("2026-12-01T03:00:00.000Z");
    expect(at(nextOf({ ...weekly, cron: "0 12 * * 6" }, now))).toBe("2026-11-28T12:00:00.000Z");
  });

  test("come back from their cron text, whatever the day and time", () => {
    const plan = fc.record({ day: fc.integer({ min: 1, max: 6 }), hour: fc.nat(23), minute: fc.nat(59) });
    fc.assert(
      fc.property(plan, fc.constantFrom("weekly" as const, "monthly" as const), (one, id) => {
        expect(planOf({ id, cron: cronOf(id, one) })).toEqual(one);
      }),
    );
    expect(planOf({ id: "weekly", cron: "*/5 * * * *" })).toBeNull();
    expect(parseClock("24:00")).toBeNull();
    expect(parseClock("02:05")).toEqual({ hour: 2, minute: 5 });
  });
});

describe("typed settings", () => {
  test("gates and recipes come back as they were", () => {
    expect(readGates(gatesDraft(gates)).gates).toEqual(gates);
    expect(readRecipe(recipeDraft(recipe), recipe).recipe).toEqual(recipe);
    const barriers = { ...recipe, label: { kind: "triple-barrier", horizonMicros: 3_600e6, widthSigma: 1.5 } } as const;
    expect(readRecipe(recipeDraft(barriers), barriers).recipe).toEqual(barriers);
  });

  test("what is wrong is said with its bounds", () => {
    const draft = { ...gatesDraft(gates), drawdownMax: "120", tradesMin: "ten" };
    expect([...readGates(draft).problems.values()]).toEqual([
      "Trades, at least: ten is no number",
      "Drawdown, at most goes from 0 to 100 %, this is 120 %",
    ]);
    const base = recipeDraft(recipe);
    const reading = readRecipe(
      { ...base, families: [], texts: { ...base.texts, heldOut: "6", walksMax: "1.5" } },
      recipe,
    );
    expect(reading.recipe).toBeNull();
    expect([...reading.problems.values()]).toEqual([
      "Walks is a whole number, this is 1.5",
      "At least one family must be tried",
      "Of 6 groups fewer than all must be held out, this is 6",
    ]);
  });

  test("numbers that mean nothing under the other choices are not asked for", () => {
    const base = recipeDraft(recipe);
    expect(fieldsOf(base)).not.toContain("widthSigma");
    expect(fieldsOf({ ...base, search: "none", isCombinatorial: false })).not.toContain("trialsMax");
  });
});

test("a run's stages are done, under way or to come", () => {
  const progress = {
    stage: "folds",
    share: 0.4,
    text: "walk 2 of 5",
    secondsLeft: 30,
    family: null,
    curve: [],
    folds: [],
  } as const;
  const steps = stagesOf(run({ progress }));
  expect(steps.map(({ state }) => state)).toEqual(["done", "done", "now", "ahead", "ahead", "ahead", "ahead"]);
  expect(stagesOf(run({ progress, state: "failed" }))[2]?.state).toBe("stopped");
  expect(stagesOf(run({ progress, state: "done" })).every(({ state }) => state === "done")).toBe(true);
});

test("words of labels, instruments, names and predictions", () => {
  expect(labelText(recipe.label)).toBe("the direction over 15 min (up, down or flat)");
  expect(instrumentsText(["v:A", "v:B", "v:C", "v:D"])).toBe("A, B, C and 1 more");
  expect(slugOf(" BTC, 15 min! ")).toBe("btc-15-min");
  expect(likeliest({ probabilitiesPpm: [200_000, 300_000, 500_000] }, ["down", "flat", "up"])).toMatchObject({
    name: "up",
    share: 0.5,
  });
  expect(likeliest({ probabilitiesPpm: null }, ["down", "up"])).toBeNull();
});

test("a plot's plane holds its points, and its ticks are round and inside", () => {
  const points = fc.array(
    fc.record({
      x: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      y: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    }),
    { minLength: 1, maxLength: 50 },
  );
  fc.assert(
    fc.property(points, (list) => {
      const plane = planeOf([{ name: "a", tone: "", points: list }]);
      expect(plane).not.toBeNull();
      if (plane === null) return;
      for (const { x, y } of list) {
        expect(x >= plane.x[0] && x <= plane.x[1] && y >= plane.y[0] && y <= plane.y[1]).toBe(true);
      }
      for (const tick of ticksOf(plane.y, 4)) expect(tick >= plane.y[0] - 1e-6 && tick <= plane.y[1] + 1e-6).toBe(true);
    }),
  );
  expect(planeOf([{ name: "a", tone: "", points: [] }])).toBeNull();
  expect(
    nearest(
      [
        { x: 1, y: 0 },
        { x: 4, y: 1 },
      ],
      2,
    ),
  ).toEqual({ x: 1, y: 0 });
});

test("an upload takes the two files and says why it takes no other", async () => {
  const file = (name: string) => new File(["x"], name);
  const { files, problems } = pickFiles({ onnx: null, manifest: null }, [
    file("m.onnx"),
    file("m.json"),
    file("a.txt"),
  ]);
  expect([files.onnx?.name, files.manifest?.name]).toEqual(["m.onnx", "m.json"]);
  expect(problems).toEqual(["a.txt is neither an .onnx nor a .json file"]);
  expect(await readAnswer(Response.json({ version: 3 }))).toEqual({ version: 3, problems: [] });
  const refused = new Response("wrong hash\n", { status: 422 });
  expect(await readAnswer(refused)).toEqual({ version: null, problems: ["wrong hash"] });
});
