import Link from "next/link";
import { EmptyState } from "@/components/ui/states";

/** The desk's first seconds, and what to look at should they last. */
export function SettingUp() {
  return (
    <>
      <h1 className="sr-only">Desk</h1>
      <EmptyState
        title="The desk is being set up"
        hint="The worker connects to the market, reads its instruments and opens the desk. That takes a few seconds on the first start; this page goes on by itself."
        action={
          <Link href="/system" className="text-accent text-sm underline underline-offset-4">
            See what is running
          </Link>
        }
      />
    </>
  );
}
