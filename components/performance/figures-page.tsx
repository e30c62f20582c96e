import Link from "next/link";
import { FIGURE_IDS, FIGURES, type FigureGroup, type FigureId } from "@/server/domain/performance-figures";
import { PARTS } from "./part-words";

const GROUPS: readonly FigureGroup[] = ["Return and risk", "Is it luck?", "Trades"];
const idsOf = (group: FigureGroup): readonly FigureId[] => FIGURE_IDS.filter((id) => FIGURES[id].group === group);

/** Every figure of the Performance page: what it means, its formula, where it is from. A page to read. */
export function FiguresPage() {
  return (
    <article className="mx-auto max-w-200 px-4 py-6 text-[15px] leading-relaxed sm:px-6">
      <h1 className="font-semibold text-xl">What the figures mean</h1>
      <p className="mt-1 mb-6 max-w-prose text-muted">
        Days are UTC and a year has 365 of them, 8,760 hours: crypto never closes. Ratios count whole days, or whole
        hours while there are not yet ten whole days; deviations are of samples, the rate without risk is 0. What cannot
        be said is a dash with its reason.{" "}
        <Link href="/performance" className="text-accent underline underline-offset-4">
          Back to the figures
        </Link>
      </p>
      {GROUPS.map((group) => (
        <section key={group} aria-label={group} className="mb-8">
          <h2 className="font-medium text-lg">{group}</h2>
          <dl>
            {idsOf(group).map((id) => (
              <Definition key={id} id={id} />
            ))}
          </dl>
        </section>
      ))}
      <section aria-label="Where it came from" id="attribution" className="mb-8 scroll-mt-16">
        <h2 className="font-medium text-lg">Where it came from</h2>
        <p className="max-w-prose text-muted">
          The change of the equity between two whole minutes is taken apart in whole atoms, without a float. Every fill
          is followed along its way: the mid when its order was decided, when it reached the venue, when it filled, the
          price paid, the mid ten seconds later, the mark at the end. A part is the difference of two neighbours times
          the lots, so all of them together are what the fill did. What was held at the start enters at its value then.
          Fees, funding and what the venue&apos;s fund bore are from the ledger. The sum is then held against the equity
          itself, which knows nothing of the parts: the page says whether they agree to the atom.
        </p>
        <dl className="mt-3">
          {PARTS.map(({ name, label, hint }) => (
            <div key={name} className="border-line border-t py-2">
              <dt className="font-medium">{label}</dt>
              <dd className="max-w-prose text-muted">{hint}.</dd>
            </div>
          ))}
        </dl>
        <p className="max-w-prose text-muted">
          A strategy owns the lots that it opened: a fill against the position closes its own origin&apos;s lots first,
          then the others&apos;, oldest first, and a flatten by the risk rules is the end of what a strategy opened.
          Hours and days are UTC, by when a thing was booked; a held position gains in the hour in which its mark moved.
        </p>
      </section>
    </article>
  );
}

function Definition({ id }: { readonly id: FigureId }) {
  const { name, means, formula, source } = FIGURES[id];
  return (
    <div id={id} className="scroll-mt-16 border-line border-t py-2 target:bg-surface-2">
      <dt className="font-medium">{name}</dt>
      <dd className="max-w-prose">{means}</dd>
      <dd className="num text-muted text-sm">{formula}</dd>
      {source === null ? null : <dd className="text-muted text-sm">{source}</dd>}
    </div>
  );
}
