"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isOnPage, NAV_PAGES } from "./nav";

/** The pages along the bottom of a phone. */
export function BottomTabs() {
  const path = usePathname();
  return (
    <nav
      aria-label="Pages"
      className="flex shrink-0 border-line border-t bg-surface-1 pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {NAV_PAGES.map((page) => {
        const Icon = page.icon;
        return (
          <Link
            key={page.href}
            href={page.href}
            aria-current={isOnPage(path, page) ? "page" : undefined}
            className="flex h-12 flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-muted aria-[current]:text-accent"
          >
            <Icon aria-hidden className="size-5" strokeWidth={1.75} />
            {page.short ?? page.label}
          </Link>
        );
      })}
    </nav>
  );
}
