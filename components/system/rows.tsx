import type { ReactNode } from "react";

type PlainTableProps = {
  readonly caption: string;
  readonly heads: readonly (readonly [label: string, align?: "right"])[];
  readonly children: ReactNode;
};

/** A small table that is read, not worked with. */
export function PlainTable({ caption, heads, children }: PlainTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div role="group" aria-label={caption} tabIndex={0} className="overflow-x-auto">
      <table className="w-full whitespace-nowrap text-sm [&_td]:px-2.5 [&_td]:py-1 [&_tr]:border-line/60 [&_tr]:border-b [&_tr:last-child]:border-b-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {heads.map(([label, align]) => (
              <th
                key={label}
                scope="col"
                className={`px-2.5 py-1 font-normal text-muted text-xs ${align === "right" ? "text-right" : "text-left"}`}
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export const Figure = ({ children, title }: { readonly children: ReactNode; readonly title?: string }) => (
  <td className="num text-right" title={title}>
    {children}
  </td>
);
