import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { MarketSource } from "@/server/domain/source";
import type { SourceInfo } from "@/server/ports/source-info";
import { watchSource } from "./source-watch";

const source: MarketSource = { kind: "recorded", venueId: "r", label: "", reason: "", speed: 1, session: "s1" };
const info = (session: string): SourceInfo => ({
  kind: "recorded",
  label: "",
  session,
  speed: 1,
  marketAt: micros(0),
  hasEnded: false,
});

test("tells what the server says, bears its absence, and stops at another session", async () => {
  let answer: () => Promise<SourceInfo> = () => Promise.resolve(info("s1"));
  let look: (() => void) | null = null;
  const seen: string[] = [];
  const clock = {
    nowMicros: () => micros(0),
    every: (_millis: number, callback: () => void) => {
      look = callback;
      return () => {
        look = null;
      };
    },
  };
  watchSource({
    source,
    fetchInfo: () => answer(),
    clock,
    onInfo: ({ session }) => seen.push(session),
    onSessionLost: ({ session }) => seen.push(`lost to ${session}`),
  });
  const lookOnce = async () => {
    look?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await lookOnce();
  answer = () => Promise.reject(new Error("away"));
  await lookOnce();
  answer = () => Promise.resolve(info("s2"));
  await lookOnce();
  await lookOnce();
  expect(seen).toEqual(["s1", "lost to s2"]);
  expect(look).toBeNull();
});
