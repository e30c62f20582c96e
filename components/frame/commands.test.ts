import { expect, test } from "vitest";
import type { CommandOutcome } from "@/server/domain/command";
import { micros } from "@/server/domain/micros";
import { type CommandPorts, Commands } from "./commands";

const accepted: CommandOutcome = { commandId: "c-1", at: micros(1), accepted: true, orderId: "ord-1", reason: null };

function setup(overrides: Partial<CommandPorts> = {}) {
  const delivered: string[] = [];
  let at = 0;
  const commands = new Commands({
    deliver: (id) => Promise.resolve(void delivered.push(id)),
    outcome: () => Promise.resolve(accepted),
    makeId: () => "c-1",
    now: () => at,
    wait: (millis) => Promise.resolve(void (at += millis)),
    isTransient: () => true,
    ...overrides,
  });
  return { commands, delivered };
}

test("a command is in the list before the server knows of it", () => {
  const { commands } = setup({ deliver: () => new Promise(() => undefined) });
  void commands.send({ kind: "pause" });
  expect(commands.list.get()).toMatchObject([{ id: "c-1", phase: "sending", tookMillis: null }]);
});

test("a lost answer is asked for again with the same id", async () => {
  let lost = 2;
  const ids: string[] = [];
  const { commands } = setup({
    deliver: (id) => {
      ids.push(id);
      return lost-- > 0 ? Promise.reject(new Error("fetch failed")) : Promise.resolve();
    },
  });
  expect(await commands.send({ kind: "pause" })).toMatchObject({ phase: "accepted" });
  expect(ids).toEqual(["c-1", "c-1", "c-1"]);
});

test("what the server will never take is not sent twice, and says why", async () => {
  let tries = 0;
  const { commands } = setup({
    deliver: () => {
      tries += 1;
      return Promise.reject(new Error("a limit order needs a limit price"));
    },
    isTransient: () => false,
  });
  const end = await commands.send({ kind: "pause" });
  expect(end).toMatchObject({ phase: "failed", text: "a limit order needs a limit price" });
  expect(tries).toBe(1);
});

test("a refusal carries the desk's own words", async () => {
  const reason = {
    rule: "unknown_order" as const,
    text: "ord-9 is not working",
    limit: null,
    value: null,
    distance: null,
  };
  const { commands } = setup({ outcome: () => Promise.resolve({ ...accepted, accepted: false, reason }) });
  const end = await commands.send({ kind: "cancel", orderId: "ord-9" });
  expect(end).toMatchObject({ phase: "refused", text: "ord-9 is not working" });
});

test("a desk that never answers ends the waiting with a sentence", async () => {
  const { commands } = setup({ outcome: () => Promise.resolve(null) });
  const end = await commands.send({ kind: "kill" });
  expect(end.phase).toBe("failed");
  expect(end.text).toContain("has not answered");
  expect(end.tookMillis).toBeGreaterThan(10_000);
});
