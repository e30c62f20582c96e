import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { AppError } from "@/server/domain/errors";
import { familyOf } from "@/server/learning/families";
import { l2Study } from "@/server/services/order-books/l2-study";
import { type CliCommand, wholeNumber } from "./command";
import { l2Tables } from "./learn-l2-table";
import { recordedSessions } from "./recorded-sessions";

const FAMILIES = ["logistic", "mlp", "gbdt-leaf", "gbdt-symmetric", "forest"] as const;
/** What the command writes stands between these lines of a page. */
const [BEGIN, END] = ["<!-- tables of learn-l2 -->", "<!-- end of the tables -->"];

export const learnL2Command: CliCommand = {
  name: "learn-l2",
  positionals: ["<recordings…>"],
  summary: "What microstructure features and models foresee of the next seconds on recorded order books",
  options: {
    seed: { value: "<number>", help: "of the fits; default 1" },
    page: { value: "<file>", help: "puts the tables between their marks in this page as well" },
    json: { value: null, help: "everything as JSON, the same bytes for the same input" },
  },
  notes: [
    "Each recording is a raw Binance recording (gzip lines `<local time> <message>`), a file or a folder by itself.",
    "How it is measured, and what came of it: docs/learning-l2.md.",
  ],
  run: async (input, { say, signal }) => {
    const page = input.text("page");
    if (page !== null) assertMarked(page);
    const seed = wholeNumber(input, "seed", { default: 1, min: 0 });
    const sessions = await recordedSessions(input.positionals, (place) => {
      signal.throwIfAborted();
      say(place);
    });
    say("models …");
    const study = await l2Study(sessions, FAMILIES.map(familyOf), {
      runtime: onnxRuntime,
      seed,
      choices: ["pressure", "all"],
    });
    const text = l2Tables(study).join("\n");
    if (page !== null) write(page, text);
    return input.isOn("json") ? JSON.stringify(study, null, 2) : text;
  },
};

/** @throws AppError invalid before hours of work, and not after */
function assertMarked(page: string): void {
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  if (text.indexOf(BEGIN) >= 0 && text.indexOf(END) > text.indexOf(BEGIN)) return;
  throw new AppError("invalid", `--page needs a file with the lines ${BEGIN} and ${END}, was ${page}`);
}

function write(page: string, tables: string): void {
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.slice(0, text.indexOf(BEGIN) + BEGIN.length), text.slice(text.indexOf(END))];
  writeFileSync(page, `${before}\n\n${tables}\n\n${after}`);
}
