import { expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import type { EngineView } from "@/server/engine/kernel/engine";
import type { DeskCommit, DeskLease, DeskStore } from "@/server/ports/desk-store";
import type { Batch } from "./committer";
import { createCommitter } from "./committer";

const lease: DeskLease = { deskId: "desk-a", runId: "run-1", epoch: 3, checkpoint: null, commits: 7 };
const batch = (checkpoint: string): Batch => ({
  effects: [],
  checkpoint,
  at: micros(1),
  view: {} as EngineView,
  risk: {} as Batch["risk"],
});
const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

/** A store that does what `answers` say, one after the other; past them it succeeds. */
function setup(answers: readonly (Error | "ok" | "never")[]) {
  const sent: DeskCommit[] = [];
  const heard = { committed: [] as string[], trouble: 0, dead: null as unknown };
  const commit = async (one: DeskCommit): Promise<void> => {
    const answer = answers[sent.length] ?? "ok";
    sent.push(one);
    if (answer instanceof Error) throw answer;
    if (answer === "never") await new Promise(() => {});
  };
  const committer = createCommitter({ commit } as DeskStore, lease, {
    onCommitted: ({ checkpoint }) => heard.committed.push(checkpoint),
    onTrouble: () => (heard.trouble += 1),
    onDead: (error) => (heard.dead = error),
  });
  const ticks = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      committer.tick();
      await settled();
    }
  };
  return { committer, sent, heard, ticks };
}

const away = (): AppError => new AppError("unavailable", "The database does not answer");

test("commits count on from the lease, one at a time", async () => {
  const { committer, sent, heard } = setup([]);
  committer.send(batch("a"));
  expect(() => committer.send(batch("b"))).toThrow("under way");
  await settled();
  committer.send(batch("b"));
  await settled();
  expect(sent.map(({ number }) => number)).toEqual([8, 9]);
  expect(heard.committed).toEqual(["a", "b"]);
});

test("while the database is away the same commit is sent again under the same number, ever more seldom", async () => {
  const { committer, sent, heard, ticks } = setup([away(), away(), away(), away()]);
  committer.send(batch("a"));
  await settled();
  expect(committer.isStuck()).toBe(true);
  await ticks(2 + 4 + 8 + 16);
  expect(sent.map(({ number, checkpoint }) => [number, checkpoint])).toEqual(Array(5).fill([8, "a"]));
  expect(heard).toEqual({ committed: ["a"], trouble: 1, dead: null });
  expect(committer.isStuck()).toBe(false);
});

test("an answer that does not come within a second holds the desk", async () => {
  const { committer, ticks } = setup(["never"]);
  committer.send(batch("a"));
  await ticks(20);
  expect(committer.isStuck()).toBe(false);
  await ticks(1);
  expect(committer.isStuck()).toBe(true);
});

test("a lost lease ends it at once", async () => {
  const lost = new AppError("lease_lost", "Desk desk-a was taken over by another run");
  const { committer, sent, heard, ticks } = setup([lost]);
  committer.send(batch("a"));
  await ticks(100);
  expect(heard.dead).toBe(lost);
  expect(sent).toHaveLength(1);
});

test("an error that speaks of the commit itself is not tried for ever", async () => {
  const wrong = new Error("duplicate key value violates unique constraint");
  const { committer, sent, heard, ticks } = setup(Array(99).fill(wrong));
  committer.send(batch("a"));
  await ticks(200);
  expect(heard.dead).toBe(wrong);
  expect(sent).toHaveLength(4);
});
