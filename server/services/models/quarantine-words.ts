import type { QuarantineRule } from "@/server/ports/trainer-access";

/** What training will not see, for people. */
export function quarantineWords(rules: readonly QuarantineRule[]): string {
  const [rule] = rules;
  if (!rule) return "What training may see is known once there is an instrument.";
  const { days, basis, endsAt } = rule;
  const span = days === 1 ? "the newest day" : `the newest ${days} days`;
  const from = basis === "now" ? `of the market, counted from now` : "of the data, counted from its end";
  const until = endsAt === null ? "there is no data yet" : `now it sees what ended before ${isoMinute(endsAt)}`;
  return `Training never sees ${span} ${from}: ${until}. The database holds this, not the program.`;
}

const isoMinute = (at: number): string => `${new Date(at / 1_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
