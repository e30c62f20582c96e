/**
 * Guarantee: whatever is dropped, doubled or re-ordered on the way, a book that calls itself live is the
 * venue's book as of its update id. Recorded updates are delivered with planted faults; the true book
 * is kept beside it from the undamaged stream and also answers the requests for snapshots, late.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { BookView } from "@/server/domain/book/book-view";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { KIND, SIDE } from "@/server/domain/market-block";
import { formatSteps } from "@/server/domain/steps";
import { bookLevels } from "@/server/services/collector/book-levels";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import {
  haveRecordings,
  type RecordedLine,
  readRecording,
  recordedSpec,
} from "@/server/testing/recordings/raw-binance";

const MESSAGES = 500;

type Fault = Readonly<{ at: number; kind: "drop" | "double" | "delay"; by: number }>;
const anyFault: fc.Arbitrary<Fault> = fc.record({
  at: fc.nat(MESSAGES - 1),
  kind: fc.constantFrom("drop", "double", "delay"),
  by: fc.integer({ min: 1, max: 12 }),
});

type Delivery = Readonly<{ after: number; message: number; isLate: boolean }>;

/** After which true message each message is delivered, in order of delivery; what is late comes after what is due. */
function schedule(count: number, faults: readonly Fault[]): Delivery[] {
  const byMessage = new Map(faults.map((fault) => [fault.at, fault]));
  const deliveries: Delivery[] = [];
  for (let message = 0; message < count; message++) {
    const fault = byMessage.get(message);
    const late = { after: message + (fault?.by ?? 0), message, isLate: true };
    if (fault === undefined || fault.kind === "double") deliveries.push({ after: message, message, isLate: false });
    if (fault !== undefined && fault.kind !== "drop") deliveries.push(late);
  }
  return deliveries.sort((a, b) => a.after - b.after || Number(a.isLate) - Number(b.isLate) || a.message - b.message);
}

const picture = (book: BookView): string =>
  JSON.stringify([bookLevels(book, SIDE.bid, 50), bookLevels(book, SIDE.ask, 50)]);

function snapshotText(book: BookView, id: number, spec: InstrumentSpec): string {
  const side = (which: number) =>
    bookLevels(book, which, 1_000).map(([p, q]) => [formatSteps(p, spec.tickSize), formatSteps(q, spec.lotSize)]);
  return JSON.stringify({ lastUpdateId: id, bids: side(SIDE.bid), asks: side(SIDE.ask) });
}

/** Follows one stream; `id` is the last update id whose rows came out. */
function follower(spec: InstrumentSpec) {
  const normaliser = new FeedNormaliser({ specs: [spec], mapper: createBinanceMapper([spec]) });
  const state = { id: 0, normaliser, feed: normaliser.feed(0), collect };
  function collect(): void {
    const block = normaliser.take();
    for (let i = 0; i < block.length; i++) if (block.kind[i] !== KIND.trade) state.id = block.seq[i] ?? 0;
  }
  return state;
}

/** Updates that hold levels, from the recorded snapshot on. */
function loadSession(file: string): { snapshot: RecordedLine; updates: RecordedLine[] } {
  const lines = readRecording(file);
  const at = lines.findIndex(({ text }) => text.startsWith('{"lastUpdateId"'));
  const snapshot = lines[at];
  if (!snapshot) throw new Error(`${file} holds no snapshot`);
  const updates = lines.filter(({ text }) => text.includes('"e":"depthUpdate"')).slice(0, MESSAGES);
  return { snapshot, updates };
}

type Session = ReturnType<typeof loadSession>;

function run({ snapshot, updates }: Session, spec: InstrumentSpec, faults: readonly Fault[]) {
  const truth = follower(spec);
  truth.normaliser.acceptSnapshot(0, snapshot.receivedAt, snapshot.text);
  truth.collect();
  const pictures = new Map([[truth.id, picture(truth.feed.book)]]);
  const damaged = follower(spec);
  const deliveries = schedule(updates.length, faults);
  const result = { checked: 0, wrong: 0, resyncs: 0 };
  let askedAt: number | null = null;
  for (const [i, update] of updates.entries()) {
    truth.normaliser.accept(update.receivedAt, update.text);
    truth.collect();
    pictures.set(truth.id, picture(truth.feed.book));
    while (deliveries[0]?.after === i) {
      const line = updates[deliveries.shift()?.message ?? 0];
      if (line) damaged.normaliser.accept(line.receivedAt, line.text);
      damaged.collect();
      if (damaged.feed.isLive) result.checked++;
      if (damaged.feed.isLive && pictures.get(damaged.id) !== picture(damaged.feed.book)) result.wrong++;
    }
    if (damaged.feed.isLive) askedAt = null;
    else askedAt ??= i;
    if (askedAt !== null && i - askedAt >= 3) {
      damaged.normaliser.acceptSnapshot(0, update.receivedAt, snapshotText(truth.feed.book, truth.id, spec));
      damaged.collect();
      result.resyncs++;
      askedAt = null;
    }
  }
  return { ...result, gaps: damaged.feed.gaps };
}

test.skipIf(!haveRecordings).each([
  ["spot/btcusdt_20240808.gz", recordedSpec("BTCUSDT", "0.01", "0.00001")],
  ["usdm/btcusdt_20240808.gz", recordedSpec("BTCUSDT", "0.10", "0.001")],
] as const)("%s: no damage goes unnoticed", (file, spec) => {
  const session = loadSession(file);
  expect(run(session, spec, [])).toMatchObject({ wrong: 0, gaps: 0, resyncs: 1 });
  expect(run(session, spec, [{ at: 100, kind: "drop", by: 1 }])).toMatchObject({ wrong: 0, gaps: 1, resyncs: 2 });
  expect(run(session, spec, [{ at: 100, kind: "double", by: 3 }])).toMatchObject({ wrong: 0, gaps: 0 });
  expect(run(session, spec, [{ at: 100, kind: "delay", by: 1 }])).toMatchObject({ wrong: 0, gaps: 1 });
  fc.assert(
    fc.property(fc.array(anyFault, { maxLength: 8 }), (faults) => {
      const { checked, wrong } = run(session, spec, faults);
      expect(wrong).toBe(0);
      expect(checked).toBeGreaterThan(MESSAGES / 2);
    }),
    { numRuns: 40 },
  );
});
