import Link from "next/link";
import type { ReactNode } from "react";

type CrumbsProps = {
  readonly trail: readonly Readonly<{ href: string; label: string }>[];
  readonly title: string;
  readonly children?: ReactNode;
};

/** Where one is, the way back, and what can be done here. */
export const Crumbs = ({ trail, title, children }: CrumbsProps) => (
  <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b bg-surface-1 px-3 py-1.5">
    {trail.length === 0 ? null : (
      <nav aria-label="Where you are" className="flex flex-wrap items-center gap-x-1.5 text-muted text-sm">
        {trail.map(({ href, label }) => (
          <span key={href} className="flex items-center gap-1.5">
            <Link href={href} className="underline-offset-4 hover:text-text hover:underline">
              {label}
            </Link>
            <span aria-hidden>/</span>
          </span>
        ))}
      </nav>
    )}
    <h1 className="font-semibold text-lg">{title}</h1>
    {children}
  </header>
);
