/** A run's tape as the calls that its engine saw. */
import type { DeskCommand } from "@/server/domain/command";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import { decodeWire } from "@/server/domain/wire";
import { TAPE_KINDS_FROM, type TapeChunk, type TapeReading } from "@/server/ports/tape";
import { RUN_KIND } from "./run-rows";

export type RunCall =
  | Readonly<{ kind: "rows"; block: MarketBlock; from: number; to: number }>
  | Readonly<{ kind: "command"; command: DeskCommand; at: Micros }>
  | Readonly<{ kind: "prediction"; prediction: Prediction }>
  | Readonly<{ kind: "timer" | "restart"; at: Micros }>
  | Readonly<{ kind: "opened"; checkpoint: string | null }>
  | Readonly<{ kind: "closed" }>;

/** @throws RangeError for a row that no run writes */
export async function* readRun(reading: TapeReading): AsyncGenerator<RunCall> {
  for await (const chunk of reading.chunks()) yield* callsOf(chunk);
}

function* callsOf({ block, payloads }: TapeChunk): Generator<RunCall> {
  const { kind, length } = block;
  let from = 0;
  for (let i = 0; i <= length; i++) {
    if (i < length && (kind[i] as number) < TAPE_KINDS_FROM) continue;
    if (i > from) yield { kind: "rows", block, from, to: i };
    if (i < length) yield callOf(kind[i] as number, block.receivedAt[i] as Micros, payloads.get(i) ?? "");
    from = i + 1;
  }
}

function callOf(kind: number, at: Micros, payload: string): RunCall {
  if (kind === RUN_KIND.timer) return { kind: "timer", at };
  if (kind === RUN_KIND.restart) return { kind: "restart", at };
  if (kind === RUN_KIND.command) return { kind: "command", at, command: decodeWire<DeskCommand>(payload) };
  if (kind === RUN_KIND.prediction) return { kind: "prediction", prediction: decodeWire<Prediction>(payload) };
  if (kind === RUN_KIND.opened) return { kind: "opened", checkpoint: payload === "" ? null : payload };
  if (kind === RUN_KIND.closed) return { kind: "closed" };
  throw new RangeError(`a run's tape has no rows of kind ${kind}`);
}
