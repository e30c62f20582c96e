/**
 * Every assumption that decides this desk's fills, with its number: the desk's own settings in words.
 * Nothing here is a default that the engine might not use.
 */
import { toMoney } from "@/components/frame/money-format";
import { toPercent } from "@/components/ui/number-format";
import { toDateTime, toDuration } from "@/components/ui/time-format";
import type { DeskSettings, LatencySettings, QueueModelSettings } from "@/server/domain/desk-settings";
import { displaySymbol } from "@/server/domain/display-symbol";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";

export type Assumption = {
  readonly name: string;
  /** The number in force; null where the sentence says it all. */
  readonly value: string | null;
  readonly text: string;
};

export type AssumptionSection = {
  /** Anchor of the section. */
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly items: readonly Assumption[];
};

export const assumptionsOf = (settings: DeskSettings): readonly AssumptionSection[] => [
  queueSection(settings),
  bandSection(settings),
  latencySection(settings),
  bookSection(settings),
  waitingSection(),
  impactSection(settings),
  feeSection(settings),
  venueSection(settings),
  ...marginSections(settings),
];

const share = (ppm: number, decimals = 2): string =>
  `${toPercent(ppm / 1e6, decimals)
    .replace("+", "")
    .replace(/\.?0+ %$/, " %")}`;

const MODEL_TEXT: Readonly<Record<QueueModelSettings["kind"], string>> = {
  riskAverse:
    "Every cancel at our price is taken to come from behind us: only trades, and a level that becomes smaller than what was ahead, move us forward.",
  log: "A cancel at our price came from behind with probability ln(1 + behind) / (ln(1 + behind) + ln(1 + ahead)).",
  power: "A cancel at our price came from behind with probability behindⁿ / (behindⁿ + aheadⁿ).",
  touch: "The optimistic bound: a print at our price fills the whole rest, whatever stood before us.",
  exact:
    "The venue publishes every order, so the place in the queue is known and nothing is guessed; where one does not, log is used and the desk says so.",
};

export const modelName = (model: QueueModelSettings): string =>
  model.kind === "power" ? `power, n = ${model.exponent}` : model.kind;

function queueSection({ queueModel }: DeskSettings): AssumptionSection {
  return {
    id: "queue",
    title: "Our place in the queue",
    lead: "At acceptance everything displayed at our price stands before us. Trades at our price use it up; cancels do as far as the queue model grants. No fill without a trade, or a book that passed our price.",
    items: [{ name: "Queue model", value: modelName(queueModel), text: MODEL_TEXT[queueModel.kind] }],
  };
}

function bandSection({ execution: { bands }, queueModel }: DeskSettings): AssumptionSection {
  const lead =
    "Nobody knows the true place in a queue from displayed sizes alone. So the same session runs under three queue models at once, with the same latencies, and every equity is shown with its range.";
  if (bands === null)
    return { id: "bands", title: "Bands", lead, items: [{ name: "Bands", value: "off", text: "This desk has none." }] };
  return {
    id: "bands",
    title: "Bands",
    lead,
    items: [
      { name: "Pessimistic", value: modelName(bands.pessimistic), text: MODEL_TEXT[bands.pessimistic.kind] },
      { name: "Base", value: modelName(queueModel), text: "The one whose orders and fills you see." },
      { name: "Optimistic", value: modelName(bands.optimistic), text: MODEL_TEXT[bands.optimistic.kind] },
    ],
  };
}

function latencySection({
  execution,
  entryLatency,
  responseLatency,
  watermarkMicros,
}: DeskSettings): AssumptionSection {
  const lead =
    "An order meets the book as it stands when it arrives, never the one it was decided on; what the venue does is known to the desk only after the way back. A cancel therefore races the fill, and may lose.";
  const { latencyTable } = execution;
  const table: Assumption = {
    name: "Measured table",
    value: `${latencyTable?.length ?? 0} rows`,
    text: "Latencies are interpolated between measured requests instead of drawn.",
  };
  const ways: readonly Assumption[] = [
    { name: "To the venue", value: latencyText(entryLatency), text: spikeText(entryLatency) },
    { name: "Back to the desk", value: latencyText(responseLatency), text: spikeText(responseLatency) },
  ];
  return {
    id: "latency",
    title: "Latency",
    lead,
    items: [
      ...(latencyTable === null ? ways : [table]),
      {
        name: "No answer",
        value: toDuration(execution.requestTimeoutMicros),
        text: `After so long without an answer a request counts as lost. A lost cancel is sent again, at most ${execution.cancelRetriesMax} times; a new order never is.`,
      },
      {
        name: "Watermark",
        value: toDuration(watermarkMicros),
        text: "Books and trades travel on two streams. A quiet instrument is taken to have nothing more to say about a moment after so long.",
      },
    ],
  };
}

const latencyText = ({ minMicros, maxMicros }: LatencySettings): string =>
  minMicros === maxMicros ? toDuration(minMicros) : `${toDuration(minMicros)} to ${toDuration(maxMicros)}`;

const spikeText = ({ spikeShare, spikeFactorMin, spikeFactorMax }: LatencySettings): string =>
  spikeShare === 0
    ? "Drawn from a lognormal distribution within these bounds; no spikes."
    : `Drawn from a lognormal distribution within these bounds; ${share(spikeShare * 1e6, 1)} of the draws are ${spikeFactorMin} to ${spikeFactorMax} times as long.`;

function bookSection({ risk }: DeskSettings): AssumptionSection {
  return {
    id: "book",
    title: "Taking from the book",
    lead: "An aggressive order walks the displayed book level by level and pays each level's price.",
    items: [
      {
        name: "Consumption memory",
        value: "on",
        text: "What we took stays taken until the venue next reports that level: the recorded market does not know of us and would sell us the same lots twice.",
      },
      {
        name: "Past the last level",
        value: "cancelled",
        text: "What is left of a market order after the last known level is cancelled, never invented.",
      },
      {
        name: "Own orders",
        value: "never met",
        text: "An order that would trade with one of our own is refused, or stops before it.",
      },
      {
        name: "Stale data",
        value: `${toDuration(risk.staleFeedMicros)} / ${toDuration(risk.staleBookMicros)}`,
        text: "No new order when nothing was heard for the first span, or while trades print over a book older than the second.",
      },
    ],
  };
}

/** Rules without a setting: they say how, and nothing could be chosen. */
const waitingSection = (): AssumptionSection => ({
  id: "waiting",
  title: "Orders that wait, and orders that belong together",
  lead: "Stops, targets and icebergs live at the venue, as they do at a real one; brackets and algorithms live on the desk and cross the latency with everything they do.",
  items: [
    {
      name: "Triggers",
      value: "last or mark",
      text: "A stop triggers on the venue's clock by a print (or a perpetual's mark price) and then meets the book as it stands: where the price gaps, it fills beyond its stop. Triggers follow the market's data during an outage too; only the word of them waits.",
    },
    {
      name: "One cancels the other",
      value: "at the venue",
      text: "As soon as one of the pair fills at all or triggers, the other is gone at that very moment.",
    },
    {
      name: "Exits of an entry",
      value: "on the desk",
      text: "They are sent for what the desk knows to have filled. Until they arrive the position stands unprotected, which is the truth.",
    },
    {
      name: "Icebergs",
      value: "back of the queue",
      text: "Each next part that is shown stands behind all that is displayed at its price.",
    },
    {
      name: "Reduce-only",
      value: "at the venue",
      text: "Cut to the position on arrival and after every fill, of fills that the desk has not heard of yet, too.",
    },
    {
      name: "Amend",
      value: "place kept or lost",
      text: "Only a smaller size keeps the place in the queue; anything else stands at the back.",
    },
  ],
});

function impactSection({ execution: { impact }, instruments }: DeskSettings): AssumptionSection {
  const lead =
    "The walk through the book is our temporary impact. What we take also moves the price for our later orders, by the square-root law (Almgren et al. 2005; Tóth et al. 2011): Y × daily volatility × √(size / daily volume), decaying.";
  if (impact === null) {
    const item = { name: "Permanent impact", value: "off", text: "Only the walk itself costs." };
    return { id: "impact", title: "Market impact", lead, items: [item] };
  }
  const listed = impact.instruments.map(({ instrumentId, sigmaDailyPpm, volumeDailyLots }): Assumption => {
    const spec = instruments.find(({ id }) => id === instrumentId);
    return {
      name: spec ? displaySymbol(spec) : instrumentId,
      value: `${share(sigmaDailyPpm)} a day`,
      text: `Daily volatility as used, with ${volumeDailyLots.toLocaleString("en-US")} lots traded a day.`,
    };
  });
  const missing = instruments.filter(({ id }) => impact.instruments.every(({ instrumentId }) => instrumentId !== id));
  return {
    id: "impact",
    title: "Market impact",
    lead,
    items: [
      { name: "Y", value: (impact.yPpm / 1e6).toString(), text: "Strength of the square-root law." },
      { name: "Half-life", value: toDuration(impact.halfLifeMicros), text: "After so long half of it is gone." },
      ...listed,
      ...(missing.length === 0
        ? []
        : [
            {
              name: missing.map(displaySymbol).join(", "),
              value: "off",
              text: "Too little history when the desk was made to know volatility and volume.",
            },
          ]),
    ],
  };
}

function feeSection({ execution: { fees }, instruments }: DeskSettings): AssumptionSection {
  const own = instruments.map(
    (spec): Assumption => ({
      name: displaySymbol(spec),
      value: `${share(spec.makerFeePpm, 4)} / ${share(spec.takerFeePpm, 4)}`,
      text: `Maker / taker, in ${settleOf(spec)}, rounded up to a whole 10⁻⁸ per fill. At least ${toMoney(spec.minNotionalAtoms)} ${settleOf(spec)} an order, in steps of ${spec.lotSize} at prices in steps of ${spec.tickSize}.`,
    }),
  );
  const tiers = (fees?.tiers ?? []).map(
    (tier, i): Assumption => ({
      name: `Tier ${i}`,
      value: `${share(tier.makerFeePpm, 4)} / ${share(tier.takerFeePpm, 4)}`,
      text: `From ${toMoney(tier.fromVolumeAtoms, 0)} traded in 30 days${fees?.tier === i ? "; chosen for this desk" : ""}.`,
    }),
  );
  return {
    id: "fees",
    title: "Fees and sizes",
    lead: "Who rests pays the maker fee, who takes the taker fee. Prices and sizes off the venue's steps are refused with a reason, never rounded in silence.",
    items: fees === null ? own : [...tiers, ...own],
  };
}

function venueSection({ execution: { venueOrdersPer10s, outages }, risk }: DeskSettings): AssumptionSection {
  return {
    id: "venue",
    title: "What the venue refuses",
    lead: "Limits that a real venue sets bind here too.",
    items: [
      {
        name: "Venue's order rate",
        value: venueOrdersPer10s === null ? "none" : `${venueOrdersPer10s} in 10 s`,
        text: "New orders and amends beyond it are rejected when they arrive.",
      },
      {
        name: "Desk's order rate",
        value: `${risk.ordersPerMinuteMax} a minute`,
        text: `And at most ${risk.openOrdersMax} orders at once.`,
      },
      {
        name: "Outages",
        value: outages.length === 0 ? "as the market says" : `${outages.length} planned`,
        text:
          outages.length === 0
            ? "While the venue is down requests are lost and time out; resting orders keep their place."
            : outages.map(({ from, to }) => `${toDateTime(from)} to ${toDateTime(to)} UTC`).join("; "),
      },
    ],
  };
}

function marginSections({ execution: { margin }, instruments }: DeskSettings): readonly AssumptionSection[] {
  const contracts = instruments.filter(({ contract }) => contract !== null);
  if (contracts.length === 0) return [];
  return [
    {
      id: "margin",
      title: "Margin, liquidation, funding",
      lead: "Perpetuals are held on margin and valued at the venue's mark price. When what stands behind a position no longer covers its maintenance margin, the venue closes it at the market and takes its fee; no latency delays it.",
      items: [
        {
          name: "Margin mode",
          value: `${margin.mode}, ${margin.leverage}×`,
          text:
            margin.mode === "isolated"
              ? "Each position has its own collateral; a loss beyond it is the venue's."
              : "The whole balance stands behind every position.",
        },
        ...contracts.map(contractAssumption),
      ],
    },
  ];
}

function contractAssumption(spec: InstrumentSpec): Assumption {
  const { contract } = spec;
  const tier = contract?.tiers[0];
  const maintenance = tier === undefined ? "unknown" : share(tier.maintenancePpm);
  return {
    name: displaySymbol(spec),
    value: maintenance,
    text: `Maintenance in the first of ${contract?.tiers.length ?? 0} tiers; up to ${tier?.maxLeverage ?? 1}×; liquidation fee ${share(contract?.liquidationFeePpm ?? 0)}; funding every ${toDuration(contract?.fundingIntervalMicros ?? 0)} on the mark price. Settled in ${settleOf(spec)}.`,
  };
}
