import { expect, test } from "vitest";
import { contentSecurityPolicy, createHostCheck, judgeRequest } from "./web-guard";

const isOurs = createHostCheck(3000, ["desk.example", "10.0.0.5:8443"]);

function judge(headers: Readonly<Record<string, string>>, more: { method?: string; pathname?: string } = {}) {
  const all: Record<string, string> = { host: "127.0.0.1:3000", ...headers };
  const header = (name: string) => all[name] ?? null;
  return judgeRequest({ method: more.method ?? "GET", pathname: more.pathname ?? "/", header }, isOurs)?.status ?? null;
}

test.each([
  "127.0.0.1:3000",
  "localhost:3000",
  "LocalHost:3000",
  "[::1]:3000",
  "desk.example",
  "desk.example:443",
  "10.0.0.5:8443",
])("answers to %s", (host) => expect(judge({ host })).toBeNull());

test.each([
  "",
  "127.0.0.1",
  "127.0.0.1:3001",
  "evil.example:3000",
  "127.0.0.1.evil.example:3000",
  "10.0.0.5",
  "desk.example.evil:3000",
])("does not answer to %j, as after DNS rebinding", (host) => expect(judge({ host })).toBe(421));

test.each([
  ["a page of ours", { origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-origin" }],
  ["behind a proxy with TLS", { host: "desk.example", origin: "https://desk.example" }],
  ["curl, which names no origin", {}],
])("lets a change from %s pass", (_who, headers) => {
  expect(judge(headers, { method: "POST", pathname: "/api/trpc/desks.command" })).toBeNull();
});

test.each([
  ["another site", { origin: "https://evil.example" }],
  ["a sandboxed frame", { origin: "null" }],
  ["another port of this machine", { origin: "http://127.0.0.1:8080", "sec-fetch-site": "same-site" }],
  ["an origin that only begins like ours", { origin: "http://127.0.0.1:3000.evil.example" }],
  ["another site without an origin", { "sec-fetch-site": "cross-site" }],
])("refuses a change from %s", (_who, headers) => {
  expect(judge(headers, { method: "POST", pathname: "/api/trpc/desks.command" })).toBe(403);
});

const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

test("a followed link shows a page, but reaches neither the API nor a frame", () => {
  expect(judge(link)).toBeNull();
  expect(judge(link, { pathname: "/api/export/orders.csv" })).toBe(403);
  expect(judge(link, { method: "POST" })).toBe(403);
  expect(judge({ ...link, "sec-fetch-dest": "iframe" })).toBe(403);
});

test("the policy allows no script without the nonce, and evaluation only in development", () => {
  expect(contentSecurityPolicy("abc", false)).toContain("script-src 'self' 'nonce-abc';");
  expect(contentSecurityPolicy("abc", true)).toContain("'unsafe-eval'");
});
