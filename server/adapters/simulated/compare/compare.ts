/**
 * Prints the table of docs/simulated-market.md: the recorded sessions beside windows of the simulated market.
 *
 * Run it from the repository: `npx tsx server/adapters/simulated/compare/compare.ts [windows] [seconds]`.
 */
import { haveRecordings, measureRecorded, measureSimulated } from "./sessions";
import { markdownTable, median } from "./table";

/** Windows stand apart by this, so that calm and busy times are among them. */
const APART_MILLIS = 7.3 * 3_600_000;
const FIRST_MILLIS = Date.UTC(2026, 10, 2);
const SEED = 1;

async function main(): Promise<void> {
  const [windows = 8, seconds = 300] = process.argv.slice(2).map(Number);
  const simulate = (symbol: string) =>
    Array.from({ length: windows }, (_, i) =>
      measureSimulated({ symbol, seed: SEED, startMillis: FIRST_MILLIS + i * APART_MILLIS, seconds }),
    );
  const recorded = haveRecordings
    ? {
        busy: await measureRecorded(["btcusdt_20240808.gz", "btcusdt_20240809.gz"]),
        calm: await measureRecorded(["btcusdt_20230405.dat.gz"]),
        eth: await measureRecorded(["ethusdt_20240808.gz", "ethusdt_20240809.gz"]),
      }
    : { busy: {}, calm: {}, eth: {} };
  const [btc, eth, sol] = [simulate("BTCUSDT"), simulate("ETHUSDT"), simulate("SOLUSDT")];
  process.stdout.write(
    markdownTable([
      { head: "BTC recorded 2023 (calm)", measures: recorded.calm },
      { head: "BTC recorded 2024 (busy)", measures: recorded.busy },
      { head: "BTC simulated", measures: median(btc) },
      { head: "ETH recorded 2024", measures: recorded.eth },
      { head: "ETH simulated", measures: median(eth) },
      { head: "SOL simulated", measures: median(sol) },
    ]),
  );
}

await main();
