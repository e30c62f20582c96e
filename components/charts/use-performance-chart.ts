import { type RefObject, useEffect, useRef, useState } from "react";
import { useTheme } from "@/components/frame/theme-context";
import { type Hovered, PerformanceChart } from "./performance-chart";

type Data = Parameters<PerformanceChart["setData"]>;

/**
 * A performance chart in an element, for as long as that is shown.
 *
 * @param data  what `setData` takes; drawn again when one of the three is another
 */
export function usePerformanceChart([points, ratios, opening]: Data): Readonly<{
  element: RefObject<HTMLDivElement | null>;
  chart: RefObject<PerformanceChart | null>;
  hovered: Hovered | null;
}> {
  const { theme } = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<PerformanceChart | null>(null);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  // The chart library is the external system: it lives as long as the panel, and is given each newer line.
  useEffect(() => {
    if (element.current === null) return;
    const made = new PerformanceChart(element.current, setHovered);
    chart.current = made;
    return () => {
      made.destroy();
      chart.current = null;
    };
  }, []);
  // As above: what it draws.
  useEffect(() => {
    chart.current?.setData(points, ratios, opening);
  }, [points, ratios, opening]);
  // As above: the page's colours.
  useEffect(() => {
    if (theme !== undefined) chart.current?.repaint();
  }, [theme]);
  return { element, chart, hovered };
}
