import Link from "next/link";
import { FILL_RULES, ruleHref } from "@/components/assumptions/fill-rules";
import { Badge } from "@/components/ui/badge";
import { toBps } from "@/components/ui/number-format";
import { Popover } from "@/components/ui/popover";
import { toDuration } from "@/components/ui/time-format";
import { TimeText } from "@/components/ui/time-text";
import { Unknown } from "@/components/ui/unknown";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import type { Fill, Markout, Order } from "@/server/domain/order";
import { toxicityOf } from "@/server/domain/toxic";
import { toBareSize, toPrice, toSignedQuote } from "./quantity";
import { Nothing, Section } from "./section";

const HORIZONS = [100_000, 1_000_000, 10_000_000, 60_000_000] as const;

type FillsProps = {
  readonly order: Order;
  readonly fills: readonly Fill[];
  readonly markouts: readonly Markout[];
  readonly spec: InstrumentSpec;
};

/** Each fill with the rule that decided it, and what the market did afterwards. */
export function Fills({ order, fills, markouts, spec }: FillsProps) {
  if (fills.length === 0) {
    return (
      <Section title="Fills">
        <Nothing>None.</Nothing>
      </Section>
    );
  }
  return (
    <Section
      title={fills.length === 1 ? "Fill and markouts" : `${fills.length} fills and markouts`}
      trailing="bp after the fill; plus moved our way"
    >
      <div className="overflow-x-auto">
        <table className="num w-full min-w-130 text-right text-xs">
          <caption className="sr-only">Fills with their rule, fee and markouts</caption>
          <thead className="text-muted">
            <tr>
              {["Time UTC", "Decided by"].map((name) => (
                <th key={name} scope="col" className="pb-1 text-left font-normal">
                  {name}
                </th>
              ))}
              {["Price", `Size ${spec.base}`, "Fee", ...HORIZONS.map(toDuration)].map((name) => (
                <th key={name} scope="col" className="pb-1 pl-2 font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fills.map((fill) => (
              <FillRow
                key={fill.id}
                order={order}
                fill={fill}
                spec={spec}
                markouts={markouts.filter((m) => m.fillId === fill.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function FillRow({ order, fill, markouts, spec }: { readonly fill: Fill } & Omit<FillsProps, "fills">) {
  return (
    <tr className="[&>td]:py-0.5">
      <td className="text-left">
        <TimeText atMicros={fill.at} withMillis />
      </td>
      <td className="text-left font-sans">
        <Rule fill={fill} /> <Toxic order={order} fill={fill} markouts={markouts} />
      </td>
      <td className="pl-2">{toPrice(spec, fill.priceTicks)}</td>
      <td className="pl-2">{toBareSize(spec, fill.sizeLots)}</td>
      <td className="pl-2">{toSignedQuote(spec, 0n - fill.feeAtoms).replace(` ${settleOf(spec)}`, "")}</td>
      {HORIZONS.map((horizon) => {
        const markout = markouts.find((m) => m.horizonMicros === horizon);
        return (
          <td key={horizon} className={`pl-2 ${toneOf(markout)}`}>
            {markout === undefined ? (
              <Unknown reason={`Known ${toDuration(horizon)} after the fill, if the book has two sides then`} />
            ) : (
              signedBps(markout.bps)
            )}
          </td>
        );
      })}
    </tr>
  );
}

const toneOf = (markout: Markout | undefined) =>
  markout === undefined || Math.abs(markout.bps) < 0.05 ? "text-muted" : markout.bps > 0 ? "text-up" : "text-down";
const signedBps = (bps: number) => `${bps > 0.05 ? "+" : ""}${toBps(bps).replace(" bp", "")}`;

/** Said of fills that came because others knew more. */
function Toxic(input: { readonly order: Order; readonly fill: Fill; readonly markouts: readonly Markout[] }) {
  const { isCrowded, isAdverse } = toxicityOf(input);
  if (!isCrowded && !isAdverse) return null;
  const why = [
    isCrowded ? "More than ten ordinary trades stood before it: it fills when the level goes." : null,
    isAdverse ? "A second later the mid was against us by more than half the spread." : null,
  ];
  return (
    <Badge tone="warn" title={why.filter((text) => text !== null).join(" ")}>
      TOXIC
    </Badge>
  );
}

function Rule({ fill }: { readonly fill: Fill }) {
  const rule = FILL_RULES[fill.rule];
  return (
    <Popover
      label={rule.name}
      align="start"
      className="w-80 max-w-[calc(100vw-24px)]"
      trigger={
        <button type="button" className="underline decoration-dotted underline-offset-4 hover:text-accent">
          {rule.name}
        </button>
      }
    >
      <p className="font-medium text-sm">{rule.name}</p>
      <p className="mt-1 text-muted text-sm">{rule.text}</p>
      <Link href={ruleHref(fill.rule)} className="mt-2 inline-block text-accent text-sm underline underline-offset-4">
        How fills are decided
      </Link>
    </Popover>
  );
}
