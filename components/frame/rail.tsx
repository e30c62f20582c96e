"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Tooltip } from "@/components/ui/tooltip";
import { Logo } from "./logo";
import { isOnPage, NAV_PAGES } from "./nav";

/** The pages as icons down the left edge; their names on hover and for screen readers. */
export function Rail() {
  const path = usePathname();
  return (
    <nav
      aria-label="Pages"
      className="hidden w-12 shrink-0 flex-col items-center border-line border-r bg-surface-1 md:flex"
    >
      <span className="flex h-11 items-center">
        <Logo className="size-6" />
      </span>
      <ul className="flex flex-col gap-1 pt-1">
        {NAV_PAGES.map((page) => {
          const here = isOnPage(path, page);
          const Icon = page.icon;
          return (
            <li key={page.href}>
              <Tooltip text={page.label} keys={page.keys.toUpperCase()} side="right">
                <Link
                  href={page.href}
                  aria-label={page.label}
                  aria-current={here ? "page" : undefined}
                  className="relative flex size-9 items-center justify-center rounded-md text-muted transition-colors before:absolute before:-left-1.5 before:h-5 before:w-0.5 before:rounded-full hover:bg-surface-2 hover:text-text aria-[current]:bg-surface-2 aria-[current]:text-text aria-[current]:before:bg-accent"
                >
                  <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
