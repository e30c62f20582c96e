import type { ReactNode } from "react";

type SectionProps = {
  readonly title: string;
  readonly trailing?: ReactNode;
  readonly children: ReactNode;
};

/** One stop on the way down an entry. */
export function Section({ title, trailing, children }: SectionProps) {
  return (
    <section aria-label={title} className="border-line border-t py-4">
      <header className="mb-2 flex items-baseline gap-3">
        <h2 className="font-medium text-muted text-sm">{title}</h2>
        {trailing === undefined ? null : <div className="ml-auto text-muted text-xs">{trailing}</div>}
      </header>
      {children}
    </section>
  );
}

/** Said where a section has nothing to show: why not, never an empty box. */
export const Nothing = ({ children }: { readonly children: ReactNode }) => (
  <p className="text-muted text-sm">{children}</p>
);
