/** One measured number. */
export type BenchRow = Readonly<{
  /** Never renamed: the baseline is compared by it. */
  id: string;
  what: string;
  value: number;
  unit: string;
  /** Whether more of it is better. */
  better: "more" | "less";
  /** What the project wants, in the same unit; null where it wants nothing. */
  aim: number | null;
  /** On what it was measured. */
  data: string;
}>;

export type Say = (line: string) => void;
