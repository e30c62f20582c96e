import { AppError } from "@/server/domain/errors";
import { importCandles } from "@/server/services/import-candles/import-candles";
import { parseCandles } from "@/server/services/import-candles/parse-candles";
import type { CliCommand } from "./command";
import { csvLines } from "./csv-lines";
import { withContainer } from "./open-services";

export const importCandlesCommand: CliCommand = {
  name: "import-candles",
  positionals: ["<files…>"],
  summary: "Candles from CSV files (gzipped, zipped or neither) into the database",
  options: {
    instrument: {
      value: "<id or symbol>",
      help: "an instrument's id, or a symbol like BTC/USDT for a new one of the source import",
    },
    columns: {
      value: "<names>",
      help: "what the columns are, e.g. ts,open,close,high,low,volume; detected when left out",
    },
    "dry-run": { value: null, help: "only say how the files would be read" },
  },
  notes: [
    "Times may be in seconds, ms, µs, ns or ISO text. The order of the columns is told by a header or by the numbers",
    "themselves, and shown; what the numbers do not decide is refused. 1m candles are stored as if collected, longer ones",
    "beside them. Importing a file again changes nothing.",
  ],
  run: async (input, { say, signal }) => {
    const target = input.text("instrument");
    const isDry = input.isOn("dry-run");
    if (target === null && !isDry) throw new AppError("invalid", "import-candles needs --instrument");
    const out: string[] = [];
    let hasFault = false;
    const each = async (store: ((parsed: ReturnType<typeof parseCandles>) => Promise<string>) | null) => {
      for (const file of input.positionals) {
        signal.throwIfAborted();
        try {
          const { lines, problem } = await csvLines(file);
          const parsed = parseCandles(lines, input.text("columns"));
          say(`${file}: ${parsed.columns}, times in ${parsed.timeUnit}, bars of ${parsed.interval}`);
          const stored = store ? await store(parsed) : `${parsed.bars.length} candles could be stored`;
          const notes = [...(problem ? [`it breaks off: ${problem}`] : []), ...parsed.notes];
          hasFault ||= problem !== null;
          out.push(`${file}: ${stored} (${spanOf(parsed.bars)})`, ...notes.map((note) => `  ${note}`));
        } catch (error) {
          if (!(error instanceof Error) || signal.aborted) throw error;
          hasFault = true;
          out.push(`${file}: nothing stored: ${error.message}`);
        }
      }
    };
    if (target === null || isDry) await each(null);
    else
      await withContainer(({ stores }) =>
        each(async (parsed) => {
          const { spec, count, notes } = await importCandles(stores, target, parsed);
          const words = `${count} ${parsed.interval} candles stored as ${spec.id}, tick ${spec.tickSize}, lot ${spec.lotSize}`;
          return [words, ...notes].join("; ");
        }),
      );
    return { out: out.join("\n"), hasFault };
  },
};

function spanOf(bars: readonly Readonly<{ openAt: number }>[]): string {
  const day = (at = 0) => new Date(at / 1_000).toISOString().slice(0, 16).replace("T", " ");
  return `${day(bars[0]?.openAt)} to ${day(bars.at(-1)?.openAt)} UTC`;
}
