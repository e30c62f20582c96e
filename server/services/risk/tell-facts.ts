/** Tells a desk what is known of its instruments' past, as a command: so it is on the tape, and replay decides alike. */
import type { CommandBody } from "@/server/domain/command";
import type { Micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { Bus } from "@/server/ports/bus";
import { topics } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { DeskStore } from "@/server/ports/desk-store";
import type { SystemStore } from "@/server/ports/system-store";
import { describeCommand } from "@/server/services/desks/describe-command";
import { buildMarketFacts, saysSomething } from "./market-facts";
import type { Candles } from "./past-prices";

export const FACTS_WHO = "risk.facts";

export type TellFactsDeps = Readonly<{
  desks: Pick<DeskStore, "getDesk" | "addCommand">;
  reader: Pick<DeskReader, "latestFacts">;
  market: Candles;
  system: Pick<SystemStore, "audit">;
  bus: Pick<Bus, "publish">;
  /** Wall time. */
  clock: Clock;
}>;

export type TellFacts = Readonly<{
  deskId: string;
  /** Names what was due (`factsSlot`): told once, however often it is tried. */
  slot: string;
  /** Market time now. */
  at: Micros;
}>;

/** @returns whether there was something new to tell */
export async function tellFacts(deps: TellFactsDeps, { deskId, slot, at }: TellFacts): Promise<boolean> {
  const desk = await deps.desks.getDesk(deskId);
  if (desk.isArchived) return false;
  const latest = await deps.reader.latestFacts(deskId);
  // The market stands still: a recording is over.
  if (latest && latest.at >= at) return false;
  const instrumentIds = desk.settings.instruments.map(({ id }) => id);
  const facts = await buildMarketFacts(deps.market, { instrumentIds, at });
  if (!saysSomething(facts) || (latest && isAlike(latest, facts))) return false;
  const body: CommandBody = { kind: "marketFacts", facts };
  const id = `${FACTS_WHO}-${slot}`;
  if (!(await deps.desks.addCommand(deskId, { id, body }, FACTS_WHO))) return false;
  const { action, detail } = describeCommand(body);
  await deps.system.audit({ at: deps.clock.nowMicros(), who: FACTS_WHO, action, subject: deskId, detail });
  // A lost wake-up costs a second: the desk looks by itself.
  await deps.bus.publish(topics.deskCommands(deskId), "").catch(() => {});
  return true;
}

/** Of the same hour and the same history: a start that fetched nothing new. */
const isAlike = (latest: MarketFacts, facts: MarketFacts): boolean =>
  hourOf(latest.at) === hourOf(facts.at) && historyOf(latest) === historyOf(facts);

const hourOf = (at: Micros): number => Math.floor(at / 3_600_000_000);
const historyOf = ({ instruments }: MarketFacts): string =>
  instruments.map(({ instrumentId, hours }) => `${instrumentId} ${hours}`).join();
