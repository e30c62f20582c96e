/** What every SystemStore guarantees. */
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import * as rows from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

export function systemStoreContract(setup: () => Promise<StoresHarness>): void {
  test("a process is shown by its last beat, for an hour after it", async () => {
    const { system, clock } = await setup();
    const now = clock.nowMicros();
    const [alive, silent, gone] = [freshName("alive"), freshName("silent"), freshName("gone")];
    await system.beat(rows.aHeartbeat(alive, { seenAt: micros(now - 5_000_000) }));
    await system.beat(rows.aHeartbeat(alive, { seenAt: now, cpuShare: 0.5, rssBytes: 2 ** 40 }));
    await system.beat(rows.aHeartbeat(silent, { seenAt: micros(now - 3_500_000_000) }));
    await system.beat(rows.aHeartbeat(gone, { seenAt: micros(now - 3_700_000_000) }));
    const beats = (await system.listHeartbeats()).filter(({ id }) => [alive, silent, gone].includes(id));
    expect(beats).toEqual([
      rows.aHeartbeat(alive, { seenAt: now, cpuShare: 0.5, rssBytes: 2 ** 40 }),
      rows.aHeartbeat(silent, { seenAt: micros(now - 3_500_000_000) }),
    ]);
  });

  test("errors and the audit trail are listed newest first, as they were said", async () => {
    const { system } = await setup();
    const process = freshName("worker");
    const error = (message: string) => ({ at: rows.AT, process, message, stack: null });
    await system.recordError(error("first"));
    await system.recordError({ ...error("second \0"), stack: "at x" });
    expect((await system.listErrors(2)).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^second/),
      "first",
    ]);
    expect(await system.listErrors(1)).toHaveLength(1);
    const entry = { at: rows.AT, who: "ada", action: "desk.kill", subject: freshName("desk"), detail: "“why”" };
    await system.audit(entry);
    expect(await system.listAudit(1)).toEqual([entry]);
  });

  test("the state of the database is told, and maintenance may run at any time, twice", async () => {
    const { system, clock } = await setup();
    await system.maintain(clock.nowMicros());
    await system.maintain(clock.nowMicros());
    const status = await system.databaseStatus();
    expect(status.version).not.toBe("");
    for (const { bytes, rows: count } of status.tables) expect(Math.min(bytes, count)).toBeGreaterThanOrEqual(0);
  });
}
