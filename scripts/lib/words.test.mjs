/** What people read when something is wrong: the cases that no test can bring about for real. */
import { expect, test } from "vitest";
import { assertVersion, databaseTrouble, withoutPassword } from "./database.mjs";
import { nodeProblem } from "./node-version.mjs";
import { postgresPackage } from "./pg-binaries.mjs";
import { assertRoom } from "./prepare.mjs";
import { explain, Trouble } from "./trouble.mjs";

const url = "postgresql://me:hush@db.example/desk";

test.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("Node %s is new enough", (version) => {
  expect(nodeProblem(version)).toBeNull();
});

test.each(["8.17.0", "18.20.4", "20.18.3"])("Node %s is not", (version) => {
  expect(nodeProblem(version)).toContain(`this is Node ${version}: install a newer one`);
});

test("a server older than 15 is refused, 15 is not", () => {
  expect(() => assertVersion(url, 140_011)).toThrow("is PostgreSQL 14: use 15 or newer, or unset DATABASE_URL");
  expect(() => assertVersion(url, 150_020)).not.toThrow();
});

test("a full disk is named with what is left and what is needed", () => {
  const room = { freeBytes: 150_000_000, neededBytes: 2_000_000_000 };
  expect(() => assertRoom("/data", room)).toThrow("/data has 150 MB left, 2000 MB are needed: free some space");
  expect(() => assertRoom("/data", { ...room, freeBytes: 2_000_000_000 })).not.toThrow();
});

test("a platform without binaries is told about DATABASE_URL", () => {
  expect(() => postgresPackage("plan9-mips")).toThrow("no built-in PostgreSQL for plan9-mips: install PostgreSQL 15");
});

test.each([
  [{ code: "ENOTFOUND", message: "getaddrinfo" }, "there is no host of that name"],
  [{ message: "timeout expired" }, "the server did not answer in time"],
  [{ errors: [{ code: "ECONNREFUSED" }], message: "" }, "no server listens there"],
  [{ message: "something else" }, "something else"],
])("%j reads: %s", (cause, words) => {
  const { message } = databaseTrouble(url, cause);
  expect(message).toContain(`postgresql://me:***@db.example/desk cannot be used: ${words}`);
});

test("no password is shown, not even of an address that is none", () => {
  expect(withoutPassword(url)).not.toContain("hush");
  expect(withoutPassword("me:hush@nowhere")).not.toContain("hush");
});

test("a trouble is its sentence under the tool's words, a defect is its stack", () => {
  expect(explain(new Trouble("Do this.", { detail: "tool says" }))).toBe("\n    tool says\n\n  ✗ Do this.\n");
  expect(explain(new RangeError("oops"))).toMatch(/RangeError: oops\n\s+at /);
});
