/**
 * Prints the table of docs/simulated-market.md: the recorded sessions beside windows of the simulated market.
 *
 * Run it from the repository: `npx tsx server/adapters/simulated/compare/compare.ts [windows] [seconds of each]`.
 */
import { haveRecordings, measureRecorded, measureSimulated, simulatedWindows } from "./sessions";
import { markdownTable, median } from "./table";

async function main(): Promise<void> {
  const [count = 12, seconds = 600] = process.argv.slice(2).map(Number);
  const simulate = (symbol: string) => median(simulatedWindows(symbol, { count, seconds }).map(measureSimulated));
  const recorded = haveRecordings
    ? {
        busy: await measureRecorded(["btcusdt_20240808.gz", "btcusdt_20240809.gz"]),
        calm: await measureRecorded(["btcusdt_20230405.dat.gz"]),
        eth: await measureRecorded(["ethusdt_20240808.gz", "ethusdt_20240809.gz"]),
      }
    : { busy: {}, calm: {}, eth: {} };
  process.stdout.write(
    markdownTable([
      { head: "BTC recorded 2023 (calm)", measures: recorded.calm },
      { head: "BTC recorded 2024 (busy)", measures: recorded.busy },
      { head: "BTC simulated", measures: simulate("BTCUSDT") },
      { head: "ETH recorded 2024", measures: recorded.eth },
      { head: "ETH simulated", measures: simulate("ETHUSDT") },
      { head: "SOL simulated", measures: simulate("SOLUSDT") },
    ]),
  );
}

await main();
