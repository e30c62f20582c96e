import { toIsoMicros } from "@/components/ui/time-format";
import type { Candle } from "@/server/domain/candle";
import type { Units } from "./units";

export type CandleTwinProps = { readonly caption: string; readonly bars: readonly Candle[]; readonly units: Units };

/** Newest first; more would be a burden to listen to. */
const ROWS = 20;

/** The chart as a table, for those who do not see it. */
export function CandleTwin({ caption, bars, units }: CandleTwinProps) {
  return (
    <div className="sr-only">
      <table>
        <caption>{`${caption}, the last ${Math.min(ROWS, bars.length)} bars, newest first`}</caption>
        <thead>
          <tr>
            {["Start (UTC)", "Open", "High", "Low", "Close", "Volume"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars
            .slice(-ROWS)
            .reverse()
            .map((bar) => (
              <tr key={bar.openAt}>
                <th scope="row">{toIsoMicros(bar.openAt).slice(0, 16)}</th>
                <td>{units.price(bar.openTicks)}</td>
                <td>{units.price(bar.highTicks)}</td>
                <td>{units.price(bar.lowTicks)}</td>
                <td>{units.price(bar.closeTicks)}</td>
                <td>{`${units.size(bar.volumeLots)} ${units.spec.base}`}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
