/** How a trainer reaches the database: as a role that sees what ends before the quarantine, and nothing else. */
export type TrainerAccess = Readonly<{
  /**
   * A fresh login, proven to see no other table.
   *
   * @returns its address, which holds its secret
   * @throws AppError refused where no such login can be had, in words that say what to do
   */
  open: () => Promise<string>;
  /** Takes the login back. */
  close: () => Promise<void>;
  /** What training may see of instruments; those that are not known are left out. */
  quarantine: (instrumentIds: readonly string[]) => Promise<readonly QuarantineRule[]>;
}>;

export type QuarantineRule = Readonly<{
  instrumentId: string;
  kind: "live" | "simulated" | "recorded" | "imported";
  days: number;
  basis: "now" | "data_end";
  /** Null without data. */
  dataEnd: number | null;
  endsAt: number | null;
}>;
