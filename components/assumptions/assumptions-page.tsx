import type { Assumption, AssumptionSection } from "./assumptions";
import { FILL_RULES } from "./fill-rules";
import { ParityPanel } from "./parity-panel";

/** What is deliberately left out, so that nobody has to find out. */
const NOT_MODELLED: readonly (readonly [name: string, text: string])[] = [
  [
    "Others do not react to us",
    "Recorded and live markets go on as they did; our resting size draws nobody in or away.",
  ],
  ["Hidden orders", "Only what the venue displays can stand before us, or fill us."],
  [
    "Trades beyond our price",
    "A print beyond our price fills us for its own size at most; the rest waits for the book to pass.",
  ],
  [
    "A gap in the data",
    "Places in the queue are lost: orders go to the back when the book is known again, and the journal says so.",
  ],
];

type PageProps = {
  readonly deskId: string;
  readonly deskName: string;
  readonly sections: readonly AssumptionSection[];
};

/** Every assumption in force for this desk, with its number: a plain page to read. */
export function AssumptionsPage({ deskId, deskName, sections }: PageProps) {
  const contents = [
    { id: "rules", title: "The rules of a fill" },
    ...sections,
    { id: "left-out", title: "What is left out" },
    { id: "proof", title: "Prove it" },
  ];
  return (
    <div className="mx-auto grid max-w-240 gap-x-10 px-4 py-6 text-[15px] leading-relaxed sm:px-6 lg:grid-cols-[200px_1fr]">
      <nav aria-label="On this page" className="hidden lg:block">
        <ul className="sticky top-6 flex flex-col gap-1.5 text-sm">
          {contents.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`} className="text-muted hover:text-text">
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <article className="min-w-0">
        <header className="mb-6">
          <h1 className="font-semibold text-xl">How fills are decided</h1>
          <p className="mt-1 max-w-prose text-muted">
            Every assumption in force for <span className="text-text">{deskName}</span>, with its number. Live trading,
            replay and back-tests use the same rules and the same numbers.
          </p>
        </header>
        <Rules />
        {sections.map((section) => (
          <Section key={section.id} id={section.id} title={section.title} lead={section.lead}>
            <dl>
              {section.items.map((item) => (
                <Item key={item.name} item={item} />
              ))}
            </dl>
          </Section>
        ))}
        <Section id="left-out" title="What is left out" lead="A simulator that hides its limits is worth nothing.">
          <dl>
            {NOT_MODELLED.map(([name, text]) => (
              <Item key={name} item={{ name, value: null, text }} />
            ))}
          </dl>
        </Section>
        <Section
          id="proof"
          title="Prove it"
          lead="Every call that reached this desk's engine is on tape. Replaying the tape through a fresh engine must give every order, fill and ledger entry again, to the last atom."
        >
          <ParityPanel deskId={deskId} />
        </Section>
      </article>
    </div>
  );
}

function Rules() {
  return (
    <Section
      id="rules"
      title="The rules of a fill"
      lead="Each fill names the one rule that decided it; the journal links here."
    >
      <dl>
        {Object.entries(FILL_RULES).map(([rule, { name, text }]) => (
          <div key={rule} id={`rule-${rule}`} className="scroll-mt-16 border-line border-t py-2.5 target:bg-surface-2">
            <dt className="font-medium">
              {name} <span className="num ml-1 text-muted text-xs">{rule}</span>
            </dt>
            <dd className="max-w-prose text-muted">{text}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

type SectionProps = {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly children: React.ReactNode;
};

function Section({ id, title, lead, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="mb-8 scroll-mt-16">
      <h2 id={`${id}-title`} className="font-medium text-lg">
        {title}
      </h2>
      <p className="mt-0.5 mb-2 max-w-prose text-muted">{lead}</p>
      {children}
    </section>
  );
}

function Item({ item: { name, value, text } }: { readonly item: Assumption }) {
  return (
    <div className="grid gap-x-6 border-line border-t py-2 sm:grid-cols-[11rem_10rem_1fr]">
      <dt className="font-medium">{name}</dt>
      {value === null ? null : <dd className="num">{value}</dd>}
      <dd className={value === null ? "text-muted sm:col-span-2" : "text-muted"}>{text}</dd>
    </div>
  );
}
