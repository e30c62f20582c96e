import { expect, test } from "vitest";
import { missingPaths } from "./doc-paths.mjs";

const there = new Set(["server/domain/ticks.ts", "server/engine", "docs/engine.md", "README.md"]);
const missing = (text, document = "docs/architecture.md") =>
  missingPaths({ document, text, exists: (file) => there.has(file) });

test.each([
  "`server/domain/ticks.ts`",
  "`server/domain/ticks.ts:12`",
  "`server/engine/`",
  "[the engine](engine.md)",
  "[the engine](engine.md#queue)",
  "[home](../README.md)",
  "`README.md` and `engine.md`",
])("%s exists", (text) => expect(missing(text)).toEqual([]));

test.each([
  ["`server/domain/tick.ts`", ["server/domain/tick.ts"]],
  ["[gone](gone.md) and [gone](gone.md)", ["docs/gone.md"]],
  ["`AGENTS.md`", ["AGENTS.md"]],
])("%s does not", (text, faults) => expect(missing(text)).toEqual(faults));

test.each([
  "`npm start`",
  "`server/adapters/<name>`",
  "`components/**`",
  "`POST /api/trpc`",
  "[site](https://nodejs.org)",
  "```\nserver/made-up.ts\n```",
])("%s names no path", (text) => expect(missing(text)).toEqual([]));
