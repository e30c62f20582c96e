import type { BadgeTone } from "@/components/ui/badge";
import type { ParityReport } from "@/server/domain/parity";

type Verdict = Readonly<{ name: string; tone: BadgeTone }>;

export function verdictOf({ status, differences }: Pick<ParityReport, "status" | "differences">): Verdict {
  if (status === "same") return { name: "SAME TO THE ATOM", tone: "up" };
  if (status === "incomplete") return { name: "INCOMPLETE", tone: "warn" };
  return { name: differences === 1 ? "1 DIFFERENCE" : `${grouped(differences)} DIFFERENCES`, tone: "danger" };
}

/** `1,204,113 events of run 1 and 2 replayed; compared 214 order, 73 fill, …`: most rows first. */
export function countsText({ events, runs, compared }: Pick<ParityReport, "events" | "runs" | "compared">): string {
  const rows = Object.entries(compared)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${grouped(count)} ${kind}`);
  const which = runs.length === 1 ? `run ${runs[0]}` : `runs ${runs.join(", ")}`;
  return `${grouped(events)} events of ${which} replayed; compared ${rows.join(", ")}`;
}

const grouped = (count: number): string => count.toLocaleString("en-US");
