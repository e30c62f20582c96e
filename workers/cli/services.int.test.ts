/** The commands that look at and command a running Tapedeck, on a real PostgreSQL. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPostgresStores, type Stores } from "@/server/adapters/postgres/stores";
import { micros } from "@/server/domain/micros";
import type { PendingCommand } from "@/server/ports/desk-store";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { defaultStrategies } from "@/server/services/desks/default-strategies";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { AT, aSpec } from "@/server/testing/rows";
import { runCli } from "./run-cli";

let database: TestDatabase;
let stores: Stores;

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  // Before the environment is parsed for the first time.
  process.env["DATABASE_URL"] = database.url;
  stores = createPostgresStores({ url: database.url, poolMax: 2, applicationName: "tests" });
  await stores.instruments.saveInstruments([aSpec]);
  const strategies = defaultStrategies([aSpec]);
  const settings = defaultSettings({ venueId: "test", instruments: [aSpec], seed: 1, strategies });
  await stores.desks.createDesk({ id: "desk-a", name: "First", venueId: "test", session: "s", settings });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

const tools = { signal: new AbortController().signal, say: () => {} };
const run = (...args: string[]) => runCli(args, tools);

/** What a worker does: takes the command that comes, says that it was accepted or why not. */
async function workOnce(accepted: boolean): Promise<PendingCommand> {
  for (let look = 0; look < 1_000; look++) {
    const [command] = await stores.desks.listPendingCommands("desk-a");
    if (!command) continue;
    const lease = await stores.desks.openRun("desk-a", "test");
    const reason = {
      rule: "trading_state",
      text: "it is halted already",
      limit: null,
      value: null,
      distance: null,
    } as const;
    const outcome = { commandId: command.id, at: AT, accepted, orderId: null, reason: accepted ? null : reason };
    const effects = [{ kind: "command", outcome }] as const;
    await stores.desks.commit({ lease, number: lease.commits + 1, effects, checkpoint: "{}", at: micros(AT) });
    return command;
  }
  throw new Error("no command came");
}

describe("desks", () => {
  test("lists what there is, for people and for programs", async () => {
    const { code, out } = await run("desks");
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toMatch(/^desk-a {2}ACTIVE {2}10000\.00000000 equity {2}0 positions {2}0 working orders/);
    const listed = JSON.parse((await run("desks", "--json")).out) as unknown[];
    expect(listed).toMatchObject([{ id: "desk-a", name: "First", state: "ACTIVE", positions: 0, working: 0 }]);
  });
});

describe("status", () => {
  test("says what it knows of the machine room", async () => {
    const { code, out } = await run("status");
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}Source +none yet$/m);
    expect(out).toMatch(/^ {2}Database +.*\d+ MB$/m);
    expect(out).toMatch(/^ {2}Errors +none$/m);
    expect(JSON.parse((await run("status", "--json")).out)).toMatchObject({ source: null, errors: [] });
  });
});

describe("parity", () => {
  // Nobody recorded this desk: that nothing differs must not pass for proof.
  test("without a tape it ends with 1 and says what is missing", async () => {
    const { code, out } = await run("parity", "First");
    expect(code).toBe(1);
    expect(out).toContain("There is no tape of this desk on this machine");
    const [report] = JSON.parse((await run("parity", "desk-a/3", "--json")).out) as unknown[];
    expect(report).toMatchObject({ deskId: "desk-a", epoch: 3, status: "incomplete", events: 0 });
    expect((await run("parity", "--all")).code).toBe(1);
    expect(await run("parity")).toMatchObject({
      code: 2,
      err: "tapedeck: parity needs <desk>, or --all for all of them",
    });
  });
});

describe("kill", () => {
  test("stores the command, wakes the desk, and ends once it was taken", async () => {
    const [{ code, out }, command] = await Promise.all([run("kill", "First"), workOnce(true)]);
    expect({ code, out }).toEqual({
      code: 0,
      out: "desk-a is halted: its orders are being cancelled and its positions closed.",
    });
    expect(command.body).toEqual({ kind: "kill" });
    const [entry] = await stores.system.listAudit(1);
    expect(entry).toMatchObject({ who: "command line", subject: "desk-a" });
  });

  test("--all tells every desk, and ends with 1 when one does not take it", async () => {
    const [taken, command] = await Promise.all([run("kill", "--all"), workOnce(true)]);
    expect({ code: taken.code, kind: command.body.kind }).toEqual({ code: 0, kind: "kill" });
    expect(taken.out).toBe("desk-a is halted: its orders are being cancelled and its positions closed.");
    const [refused] = await Promise.all([run("kill", "--all"), workOnce(false)]);
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 1, out: "desk-a: it is halted already" });
    expect(await run("kill")).toMatchObject({ code: 2, err: "tapedeck: kill needs <desk>, or --all for all of them" });
  });

  test("tells the desk's reason when it refuses", async () => {
    const [{ code, err }] = await Promise.all([run("kill", "desk-a"), workOnce(false)]);
    expect({ code, err }).toEqual({ code: 2, err: "tapedeck: it is halted already" });
  });

  test("an unknown desk is named, with those there are", async () => {
    const { code, err } = await run("kill", "moon");
    expect({ code, err }).toEqual({ code: 2, err: "tapedeck: there is no desk moon; there are desk-a" });
  });
});
