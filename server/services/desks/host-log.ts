/** What the host says; the process decides where it goes. Facts first, then a sentence. */
export type HostLog = Readonly<{
  info: (facts: Readonly<Record<string, unknown>>, sentence: string) => void;
  warn: (facts: Readonly<Record<string, unknown>>, sentence: string) => void;
}>;
