import {
  Activity,
  BookOpenText,
  BrainCircuit,
  CandlestickChart,
  ChartLine,
  type LucideIcon,
  Scale,
  ShieldAlert,
  Sigma,
} from "lucide-react";

export type NavPage = {
  readonly href: string;
  readonly label: string;
  /** Where there is little room; else the label. */
  readonly short?: string;
  readonly icon: LucideIcon;
  /** Keys that lead there. */
  readonly keys: string;
};

/** The pages that exist. */
export const NAV_PAGES: readonly NavPage[] = [
  { href: "/", label: "Desk", icon: CandlestickChart, keys: "g d" },
  { href: "/journal", label: "Journal", icon: BookOpenText, keys: "g j" },
  { href: "/performance", label: "Performance", short: "Equity", icon: ChartLine, keys: "g p" },
  { href: "/risk", label: "Risk", icon: ShieldAlert, keys: "g r" },
  { href: "/models", label: "Models", icon: BrainCircuit, keys: "g m" },
  { href: "/features", label: "Features", icon: Sigma, keys: "g e" },
  { href: "/how-fills-are-decided", label: "How fills are decided", short: "Fills", icon: Scale, keys: "g f" },
  { href: "/system", label: "System", icon: Activity, keys: "g s" },
];

/** Whether `path` belongs to the page; the desk is only itself, the others own what lies below them. */
export const isOnPage = (path: string, page: NavPage): boolean =>
  page.href === "/" ? path === "/" : path === page.href || path.startsWith(`${page.href}/`);
