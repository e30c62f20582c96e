import fs from "node:fs";
import { expect, test } from "vitest";
import { EnvError, parseEnv, variableNames } from "./env";

test("an empty environment gets the defaults, and empty text counts as not set", () => {
  const env = parseEnv({ PORT: "", REDIS_URL: "" });
  expect(env).toMatchObject({ HOST: "127.0.0.1", PORT: 3000, TAPEDECK_SEED: 1, TAPEDECK_SPEED: 1, LOG_LEVEL: "info" });
  expect(env.REDIS_URL).toBeUndefined();
  expect(env.TAPEDECK_ALLOWED_HOSTS).toEqual([]);
});

test("text becomes numbers and lists", () => {
  const env = parseEnv({ TAPEDECK_SEED: "42", TAPEDECK_SPEED: "2.5", TAPEDECK_ALLOWED_HOSTS: "a.example, b:3000" });
  expect(env).toMatchObject({
    TAPEDECK_SEED: 42,
    TAPEDECK_SPEED: 2.5,
    TAPEDECK_ALLOWED_HOSTS: ["a.example", "b:3000"],
  });
});

test("every bad variable is named with its rule and its value", () => {
  const parse = () => parseEnv({ PORT: "70000", TAPEDECK_SOURCE: "auto", TAPEDECK_SPEED: "0" });
  expect(parse).toThrow(EnvError);
  expect(parse).toThrow(/PORT: .*65535, was "70000"/);
  expect(parse).toThrow(/TAPEDECK_SOURCE: .*"live"\|"simulated"\|"recorded", was "auto"/);
  expect(parse).toThrow(/TAPEDECK_SPEED: .*1, was "0"/);
});

test("a password never shows in an error", () => {
  const parse = () => parseEnv({ DATABASE_URL: "mysql://me:hush@host/db", REDIS_URL: "http://:hush@host" });
  expect(parse).toThrow('DATABASE_URL: must begin with postgresql://, was "mysql://***@host/db"');
  expect(parse).not.toThrow(/hush/);
});

test("docs/running.md names every variable", () => {
  const text = fs.readFileSync("docs/running.md", "utf8");
  expect(variableNames.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
