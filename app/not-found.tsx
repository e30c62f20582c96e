import Link from "next/link";
import { EmptyState } from "@/components/ui/states";

export default function NotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no such page"
        hint="The address may be mistyped, or what it named is gone."
        action={
          <Link href="/" className="text-accent text-sm underline underline-offset-4">
            Go to the desk
          </Link>
        }
      />
    </>
  );
}
