import { afterAll, expect, test } from "vitest";
import { withClient } from "./lib/database.mjs";
import { lives, until } from "./lib/launcher-run.mjs";
import { startStack } from "./lib/stack.mjs";

const stacks = [];
const start = async (options) => {
  const stack = await startStack(options);
  stacks.push(stack);
  return stack;
};
afterAll(() => Promise.all(stacks.map((stack) => stack.stop())));

const answers = async (url) => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

test("two stacks live beside each other and know nothing of one another", async () => {
  const [one, two] = [await start(), await start({ seed: 2 })];
  expect(one.webUrl).not.toBe(two.webUrl);
  expect(one.databaseUrl).not.toBe(two.databaseUrl);
  for (const stack of [one, two]) {
    expect(await answers(stack.webUrl)).toBe(true);
    expect(await answers(`${stack.marketUrl}/api/v3/time`)).toBe(true);
  }
  const { web, market, worker } = one.pids();
  await one.stop();
  stacks.shift();
  expect([web, market, worker].some(lives)).toBe(false);
  expect(await answers(two.webUrl)).toBe(true);
});

test("in a cluster of its own even PostgreSQL may be killed", async () => {
  const stack = await start({ database: "own" });
  for (const name of ["postgres", "worker", "market", "web"]) await stack.kill(name);
  const isBack = () => withClient(stack.databaseUrl, async () => true).catch(() => false);
  expect(await until("the database", isBack)).toBe(true);
  expect(await until("the page", () => answers(stack.webUrl))).toBe(true);
});
