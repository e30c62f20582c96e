import { describe, expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import { ABC, XYZ } from "@/server/testing/engine-run";
import { BAR_END, modelDeskRun, type TestedVersion } from "@/server/testing/model-desk-run";
import { tinyOnnx, tinyVersion } from "@/server/testing/tiny-model";

const MINUTE = 60_000_000;
const WEIGHT = 200;
const version = (
  change: Parameters<typeof tinyVersion>[1] = {},
  weight = WEIGHT,
  instrumentIds: readonly string[] = [ABC.id],
): TestedVersion => {
  const onnx = tinyOnnx(weight);
  return { version: tinyVersion(onnx, change, { instrumentIds }), onnx };
};
/** The last bar's candles, up by 0.5 % at its close. */
const lastBar = (run: ReturnType<typeof modelDeskRun>, isFinal = true, ticks = 10_050) =>
  run.candles(BAR_END - 5 * MINUTE, BAR_END, { ticks, isFinal });

function deferred(): Readonly<{ promise: Promise<void>; resolve: () => void }> {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe("a desk's models", () => {
  test("answer two seconds after the bar's end, the champion before its shadow", async () => {
    const run = modelDeskRun();
    await run.history();
    run.setLive(version({ version: 2, state: "shadow" }, -WEIGHT), version());
    await run.pass(1_000);
    const before = run.said.length;
    await lastBar(run);
    await run.pass(10_950);
    expect(run.said).toHaveLength(before);
    await run.pass(100);
    const [first, second] = run.said.slice(before);
    // roc_1 is 0.005 as float32: 1 / (1 + exp(-200 x 0.005)) = 0.731059.
    expect(first).toMatchObject({
      model: "tiny",
      version: 1,
      role: "champion",
      instrumentId: ABC.id,
      askedAt: BAR_END,
      at: micros(BAR_END + 2_000_000),
      gridMicros: 5 * MINUTE,
      horizonMicros: 15 * MINUTE,
      upPpm: 731_059,
      confidencePpm: 462_118,
      refusal: null,
    });
    expect(first?.reasons[0]).toMatchObject({ column: "5m.roc_1", effectPpm: 5_000 });
    expect(second).toMatchObject({ version: 2, role: "shadow", upPpm: 268_941, featuresHash: first?.featuresHash });
    await run.desk.close();
  });

  test("never read an unfinished candle, and say after 20 s that it did not come", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run, false);
    run.setLive(version());
    await run.pass(15_000);
    expect(run.said).toEqual([]);
    await run.pass(10_000);
    expect(run.said).toMatchObject([
      { askedAt: BAR_END, upPpm: null, refusal: expect.stringMatching(/not final 20 s/) as string },
    ]);
    await run.desk.close();
  });

  test("answer as soon as a late candle is final, within a second", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run, false);
    run.setLive(version());
    await run.pass(6_000);
    await lastBar(run);
    await run.pass(1_000);
    expect(run.said).toMatchObject([{ askedAt: BAR_END, upPpm: 731_059 }]);
    await run.desk.close();
  });

  test.each([
    ["outside what training saw by more than half its range", 10_250, "5m.roc_1 is 0.025, training saw -0.01 to 0.01"],
    ["inside that margin", 10_190, null],
  ])("a value %s", async (_name, ticks, refusal) => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run, true, ticks);
    run.setLive(version());
    await run.pass(2_000);
    expect(run.said[0]?.refusal ?? null).toEqual(refusal === null ? null : expect.stringContaining(refusal));
    expect(run.said[0]?.upPpm === null).toBe(refusal !== null);
    await run.desk.close();
  });

  test("are not asked about a missing value that training never missed", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await lastBar(run);
    run.setLive(version());
    await run.pass(2_000);
    expect(run.said).toMatchObject([{ upPpm: null, refusal: "5m.roc_1 is missing; 5m.roc_3 is missing" }]);
    await run.desk.close();
  });

  test("follow a promotion at the next bar", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run);
    const [one, two] = [version(), version({ version: 2, state: "shadow" }, 100)];
    run.setLive(one, two);
    await run.pass(2_000);
    expect(run.said.map(({ version: number, role }) => `${number} ${role}`)).toEqual(["1 champion", "2 shadow"]);
    run.setLive(
      { ...one, version: { ...one.version, state: "shadow" } },
      { ...two, version: { ...two.version, state: "champion" } },
    );
    await run.candles(BAR_END, BAR_END + 5 * MINUTE, { ticks: 10_060 });
    await run.pass(300_000);
    expect(run.said.slice(2).map(({ version: number, role }) => `${number} ${role}`)).toEqual([
      "2 champion",
      "1 shadow",
    ]);
    await run.desk.close();
  });

  test("keep the champion of before while the new one's file is refused", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run);
    run.setLive(version());
    await run.pass(100);
    const broken = { version: version({ version: 2 }).version, onnx: new Uint8Array([1, 2, 3]) };
    run.setLive(broken);
    await run.pass(2_000);
    expect(run.said).toMatchObject([{ version: 1, role: "champion" }]);
    expect(run.warned).toMatchObject([{ model: "tiny", version: 2 }]);
    await run.desk.close();
  });

  test("close only when the question under way is answered, and say nothing more", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run);
    const [asked, finish] = [deferred(), deferred()];
    const done: string[] = [];
    run.wrapSessions((session) => ({
      ...session,
      run: async (feeds) => {
        asked.resolve();
        await finish.promise;
        done.push("run");
        return session.run(feeds);
      },
      release: async () => {
        done.push("release");
        await session.release();
      },
    }));
    run.setLive(version());
    const passing = run.pass(2_000);
    await asked.promise;
    const closing = run.desk.close().then(() => done.push("closed"));
    expect(done).toEqual([]);
    finish.resolve();
    await Promise.all([closing, passing]);
    expect(done).toEqual(["run", "release", "closed"]);
    expect(run.said).toEqual([]);
  });

  test("let the market through while months of history are gone over, and stop in the middle of it", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run);
    run.setLive(version());
    let turns = 0;
    let isOver = false;
    const market = (): void => {
      turns += 1;
      if (!isOver) setImmediate(market);
    };
    setImmediate(market);
    await run.pass(100);
    isOver = true;
    expect(run.said).toHaveLength(1);
    // 864 bars, a hundred at a time.
    expect(turns).toBeGreaterThanOrEqual(8);

    const stopped = modelDeskRun(BAR_END + 2_000_000);
    await stopped.history();
    stopped.setLive(version());
    const passing = stopped.pass(50);
    await new Promise((resolve) => setImmediate(resolve));
    await stopped.desk.close();
    await passing;
    expect(stopped.said).toEqual([]);
    expect(stopped.warned).toEqual([]);
  });

  test("pass over a minute that never became final, once it has been waited for", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await run.candles(BAR_END - 60 * MINUTE, BAR_END - 59 * MINUTE, { ticks: 10_000, isFinal: false });
    await run.candles(BAR_END - 60 * MINUTE + 60_000_000, BAR_END - 55 * MINUTE, { ticks: 10_000 });
    await lastBar(run);
    run.setLive(version());
    await run.pass(2_000);
    expect(run.said).toMatchObject([{ askedAt: BAR_END, upPpm: 731_059 }]);
    await run.desk.close();
  });

  test("ask an away database once a second, and the other instruments all the same", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run);
    const { listCandles } = run.market;
    let asked = 0;
    run.readCandlesBy((query) => {
      if (query.instrumentId === ABC.id) return listCandles(query);
      asked += 1;
      return Promise.reject(new Error("it is away"));
    });
    run.desk.open([XYZ, ABC], run.host);
    run.setLive(version({}, WEIGHT, [XYZ.id, ABC.id]));
    await run.pass(3_000);
    expect(run.said).toMatchObject([{ instrumentId: ABC.id, upPpm: 731_059 }]);
    expect(asked).toBe(3);
    await run.desk.close();
  });

  test("go on when one's graph fails, and say so", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await run.history();
    await lastBar(run);
    let opened = 0;
    run.wrapSessions((session) => {
      opened += 1;
      return opened > 1 ? session : { ...session, run: () => Promise.reject(new Error("no memory")) };
    });
    run.setLive(version(), version({ version: 2, state: "shadow" }));
    await run.pass(2_000);
    expect(run.said).toMatchObject([
      { version: 1, upPpm: null, refusal: "its graph failed: no memory" },
      { version: 2, upPpm: 731_059 },
    ]);
    await run.desk.close();
  });

  test("are not asked about what is no number, where nobody said what training saw", async () => {
    const run = modelDeskRun(BAR_END + 2_000_000);
    await lastBar(run);
    const { onnx, version: made } = version();
    run.setLive({ onnx, version: { ...made, manifest: { ...made.manifest, reference: [] } } });
    await run.pass(2_000);
    expect(run.said).toMatchObject([{ upPpm: null, refusal: "5m.roc_1 is missing; 5m.roc_3 is missing" }]);
    await run.desk.close();
  });
});
