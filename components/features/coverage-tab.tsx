"use client";
/** What history there is and what is stored of the set, instrument by instrument. */
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/frame/trpc";
import { toMinute } from "@/components/models/spans";
import { instrumentName } from "@/components/models/words";
import { Figure, PlainTable } from "@/components/system/rows";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/states";
import { toDuration } from "@/components/ui/time-format";
import { Unknown } from "@/components/ui/unknown";
import { BackfillCell } from "./backfill-cell";
import { coverageRows } from "./coverage-rows";

const LOOK_MILLIS = 2_000;

type CoverageProps = { readonly set: string; readonly hash: string };

export function CoverageTab({ set, hash }: CoverageProps) {
  const answer = useQuery({ ...useTRPC().features.coverage.queryOptions(), refetchInterval: LOOK_MILLIS });
  if (answer.data === undefined) {
    return answer.error === null ? (
      <LoadingRows label="Loading the coverage" />
    ) : (
      <ErrorState title="The coverage could not be read" reason={answer.error.message} />
    );
  }
  const rows = coverageRows(answer.data, { set, hash });
  if (rows.length === 0)
    return <EmptyState title="No candle is stored yet" hint="The collector writes one a minute for each instrument." />;
  return (
    <div data-testid="coverage">
      <PlainTable
        caption="History and stored rows by instrument"
        heads={[
          ["Instrument"],
          ["Bars from"],
          ["to, UTC"],
          ["Bars", "right"],
          ["Holes", "right"],
          ["Stored days", "right"],
          ["Stored rows", "right"],
          ["Backfill"],
        ]}
      >
        {rows.map((row) => (
          <tr key={row.key} data-instrument={row.instrumentId}>
            <th scope="row" className="px-2.5 text-left font-normal" title={row.instrumentId}>
              {instrumentName(row.instrumentId)}
              <span className="text-muted text-xs">{` ${toDuration(row.widthMicros)}`}</span>
            </th>
            <td className="num">{toMinute(row.from)}</td>
            <td className="num">{toMinute(row.to)}</td>
            <Figure>{row.bars}</Figure>
            <td
              className={`num text-right ${row.missing > 0.01 ? "text-warn" : "text-muted"}`}
              title="Share of bars that are not there"
            >
              {`${(row.missing * 100).toFixed(1)} %`}
            </td>
            <Figure>
              {row.stored === null ? (
                <Unknown reason="Nothing of this set is stored: it is made when asked" />
              ) : (
                row.stored.days
              )}
            </Figure>
            <Figure>{row.stored === null ? "–" : row.stored.rows}</Figure>
            <td>
              <BackfillCell
                setName={set}
                instrumentId={row.instrumentId}
                from={null}
                backfill={row.backfill}
                label={row.stored === null ? "Compute and store" : "Bring up to date"}
              />
            </td>
          </tr>
        ))}
      </PlainTable>
    </div>
  );
}
