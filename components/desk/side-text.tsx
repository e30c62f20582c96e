import type { Side } from "@/server/domain/order";

/** The side in colour, in a word and with an arrow. */
export function SideText({ side }: { readonly side: Side }) {
  return <span className={side === "buy" ? "text-up" : "text-down"}>{side === "buy" ? "▲ Buy" : "▼ Sell"}</span>;
}
