import { Bot, Hand, ShieldAlert } from "lucide-react";
import Link from "next/link";
import type { OrderOrigin } from "@/server/domain/order";

export type OrderLinkProps = {
  readonly id: string;
  /** Whose order it is, where that is known; shown as a small sign. */
  readonly origin?: OrderOrigin;
};

/** An order's id as the way to its whole story in the journal. */
export function OrderLink({ id, origin }: OrderLinkProps) {
  return (
    <Link
      href={`/journal/orders/${encodeURIComponent(id)}`}
      className="num inline-flex items-center gap-1 text-accent hover:underline"
      title={
        origin === undefined ? "Why: the order's whole story" : `${byWhom(origin)}. Opens the order's whole story.`
      }
    >
      {origin === undefined ? null : <OriginSign origin={origin} />}
      {id}
    </Link>
  );
}

function OriginSign({ origin }: { readonly origin: OrderOrigin }) {
  const Icon = SIGNS[origin] ?? Bot;
  return <Icon aria-label={byWhom(origin)} className="size-3 text-muted" />;
}

const SIGNS: Readonly<Record<string, typeof Bot>> = { manual: Hand, risk: ShieldAlert, liquidation: ShieldAlert };

const NAMES: Readonly<Record<string, string>> = {
  manual: "By hand",
  risk: "By the risk rules",
  liquidation: "By the venue: the margin was gone",
};

const byWhom = (origin: OrderOrigin) => NAMES[origin] ?? `By ${origin.replace("strategy:", "")}`;
