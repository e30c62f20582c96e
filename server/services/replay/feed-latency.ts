/**
 * When the strategy saw the market. Rows are processed in the order in which they were received, and what
 * the venue did is stamped by its own clock; a recorder whose clock is behind the venue's would let
 * the strategy see a row before it happened (the sign trap: a median latency below zero).
 */
import { AppError } from "@/server/domain/errors";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";

/** As recorded; a number of µs after the venue's stamp; or as recorded unless that cannot be true. */
export type FeedLatencyChoice = "recorded" | "auto" | Readonly<{ micros: number }>;

export type FeedLatency = Readonly<{
  /** µs after the venue's stamp that rows are received; null: as recorded. */
  micros: number | null;
  /** Of the recording, µs; negative when its clock was behind. Null when no row can tell. */
  medianMicros: number | null;
  choice: FeedLatencyChoice;
}>;

/** So many rows tell the median. */
const LOOK_ROWS = 20_000;
/** What `auto` takes instead of a latency that cannot be. */
const AUTO_MICROS = 1_000;
const MICROS_MAX = 60_000_000;

/** "recorded", "auto", or milliseconds from 0 to 60,000. @throws AppError invalid */
export function parseFeedLatency(text: string): FeedLatencyChoice {
  if (text === "recorded" || text === "auto") return text;
  const micros = /^\d+(\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1_000) : Number.NaN;
  if (micros <= MICROS_MAX) return { micros };
  throw new AppError("invalid", `--feed-latency must be recorded, auto or 0 to 60000 ms, was ${text}`);
}

/** Looks at the beginning of a stream and says what to do with all of it. */
export async function decideFeedLatency(
  blocks: AsyncIterable<MarketBlock>,
  choice: FeedLatencyChoice,
): Promise<FeedLatency> {
  const seen: number[] = [];
  for await (const block of blocks) {
    collect(block, seen);
    if (seen.length >= LOOK_ROWS) break;
  }
  const medianMicros = seen.toSorted((a, b) => a - b)[seen.length >> 1] ?? null;
  if (choice === "recorded") return { micros: null, medianMicros, choice };
  if (choice !== "auto") return { micros: choice.micros, medianMicros, choice };
  return { micros: medianMicros !== null && medianMicros < 0 ? AUTO_MICROS : null, medianMicros, choice };
}

/** The stream with its receipts as decided: max(the one before, venue's stamp + latency). Blocks are not changed in place. */
export async function* withFeedLatency(
  blocks: AsyncIterable<MarketBlock>,
  { micros }: Pick<FeedLatency, "micros">,
): AsyncGenerator<MarketBlock> {
  let before = 0;
  for await (const block of blocks) {
    if (micros === null) yield block;
    else {
      const receivedAt = receipts(block, micros, before);
      before = receivedAt.at(-1) ?? before;
      yield { ...block, receivedAt };
    }
  }
}

function receipts(block: MarketBlock, micros: number, before: number): Float64Array {
  const { exchangeAt, flags, length } = block;
  const receivedAt = new Float64Array(length);
  let last = before;
  for (let i = 0; i < length; i++) {
    // A stamp that failed its check may lie anywhere; the row comes with the one before.
    const isDoubtful = ((flags[i] ?? 0) & FLAG.suspect) !== 0 && last > 0;
    // The collector's own word has no stamp of the venue.
    const isOwn = block.kind[i] === KIND.heartbeat;
    if (isOwn) last = Math.max(last, block.receivedAt[i] ?? 0);
    else if (!isDoubtful) last = Math.max(last, (exchangeAt[i] ?? 0) + micros);
    receivedAt[i] = last;
  }
  return receivedAt;
}

function collect({ exchangeAt, receivedAt, flags, kind, length }: MarketBlock, into: number[]): void {
  for (let i = 0; i < length && into.length < LOOK_ROWS; i++) {
    const isSure = ((flags[i] ?? 0) & (FLAG.suspect | FLAG.snapshot)) === 0;
    if (isSure && kind[i] !== KIND.heartbeat) into.push((receivedAt[i] ?? 0) - (exchangeAt[i] ?? 0));
  }
}
