/** The market process: the simulated market or a recording, served over Binance's protocol on loopback. */
import { startMarketServer } from "@/server/adapters/simulated/binance/server";
import { systemClock } from "@/server/adapters/simulated/clock";
import { createSimulatedPerpetuals } from "@/server/adapters/simulated/generator/simulated-perpetuals";
import { createSimulatedVenue } from "@/server/adapters/simulated/generator/simulated-venue";
import { createRecordedVenue } from "@/server/adapters/simulated/playback/recorded-venue";
import { RecordingError } from "@/server/adapters/simulated/playback/recording-lines";
import { env } from "@/server/platform/env";
import { createLogger } from "@/server/platform/logger";

/** The launcher does not try again after this: the recording will not mend itself. */
const GIVE_UP = 78;

const log = createLogger("market");

async function main(): Promise<void> {
  const { TAPEDECK_SOURCE, TAPEDECK_SEED, TAPEDECK_MARKET_PORT, TAPEDECK_RECORDING, TAPEDECK_SPEED } = env();
  const port = TAPEDECK_MARKET_PORT ?? 0;
  const server = await (TAPEDECK_SOURCE === "recorded"
    ? recorded({ place: TAPEDECK_RECORDING ?? "", speed: TAPEDECK_SPEED, port })
    : simulated({ seed: TAPEDECK_SEED, port }));
  log.info({ url: server.url, source: TAPEDECK_SOURCE }, "Market open");
  const stop = () => void server.close().then(() => process.exit(0));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
}

function simulated({ seed, port }: Readonly<{ seed: number; port: number }>) {
  const model = createSimulatedVenue({ seed, clock: systemClock });
  const { linear, inverse } = createSimulatedPerpetuals({ seed, clock: systemClock, spot: model });
  const others = [linear, inverse];
  return startMarketServer({ model, others, clock: systemClock, port, flashCrash: model.flashCrash });
}

async function recorded({ place, speed, port }: Readonly<{ place: string; speed: number; port: number }>) {
  const model = await createRecordedVenue({ place, speed, clock: systemClock, onNote: (note) => log.warn(note) });
  return startMarketServer({ model, clock: systemClock, port });
}

main().catch((err: unknown) => {
  if (err instanceof RecordingError) {
    log.fatal(err.message);
    process.exit(GIVE_UP);
  }
  log.fatal({ err }, "The market could not open");
  process.exit(1);
});
