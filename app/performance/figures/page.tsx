import type { Metadata } from "next";
import { FiguresPage } from "@/components/performance/figures-page";

export const metadata: Metadata = { title: "What the figures mean" };

export default function Page() {
  return <FiguresPage />;
}
