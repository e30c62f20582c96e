import { Activity, BookOpenText, CandlestickChart, type LucideIcon } from "lucide-react";

export type NavPage = {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Keys that lead there. */
  readonly keys: string;
};

/** The pages that exist. */
export const NAV_PAGES: readonly NavPage[] = [
  { href: "/", label: "Desk", icon: CandlestickChart, keys: "g d" },
  { href: "/journal", label: "Journal", icon: BookOpenText, keys: "g j" },
  { href: "/system", label: "System", icon: Activity, keys: "g s" },
];

/** Whether `path` belongs to the page; the desk is only itself, the others own what lies below them. */
export const isOnPage = (path: string, page: NavPage): boolean =>
  page.href === "/" ? path === "/" : path === page.href || path.startsWith(`${page.href}/`);
