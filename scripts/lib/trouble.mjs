/**
 * A failure the person at the keyboard can act on. Its message is one sentence that
 * says what is wrong and what to do; it is shown without a stack.
 */
export class Trouble extends Error {
  /** @param more  `detail`: output of the tool that failed, shown under the sentence; `cause` */
  constructor(sentence, more = {}) {
    super(sentence, more.cause === undefined ? {} : { cause: more.cause });
    this.name = "Trouble";
    this.detail = more.detail ?? "";
  }
}

/** The text to print for any error: a Trouble as its sentence, a defect with its stack. */
export function explain(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name !== "Trouble") return `\n  Tapedeck hit a defect of its own.\n\n${error.stack}\n`;
  const detail = error.detail ? `${error.detail.trimEnd().replace(/^/gm, "    ")}\n\n` : "";
  return `\n${detail}  ✗ ${error.message}\n`;
}
