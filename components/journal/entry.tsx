"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, X } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { useKeys } from "@/components/frame/shortcut-context";
import { useTRPC } from "@/components/frame/trpc";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { isFinal } from "@/server/domain/order";
import { type JournalDesk, specOf } from "./desk-of";
import { NoteEditor } from "./note-editor";
import { OrderReceipt, type Why } from "./order-why";
import { TripReceipt, type TripWhy } from "./trip-why";

type OrderEntryProps = { readonly desk: JournalDesk; readonly initial: Why };

/** A working order is asked for again while it is looked at: its queue moves without any event. */
const LOOK_MILLIS = 2_000;

export function OrderEntry({ desk, initial }: OrderEntryProps) {
  const why = useQuery({
    ...useTRPC().journal.order.queryOptions({ deskId: desk.id, id: initial.order.id }),
    initialData: initial,
    refetchInterval: (query) => (isFinal(query.state.data?.order.state ?? "FILLED") ? false : LOOK_MILLIS),
  }).data;
  const spec = specOf(desk, why.order.instrumentId);
  return (
    <EntryFrame>
      {spec === null ? (
        <NoUnits instrumentId={why.order.instrumentId} />
      ) : (
        <>
          <OrderReceipt why={why} spec={spec} />
          <NoteEditor
            key={why.order.id}
            deskId={desk.id}
            subject={{ kind: "order", id: why.order.id }}
            initial={why.note}
          />
          {why.tripId === null ? null : <TripLink deskId={desk.id} id={why.tripId} />}
        </>
      )}
    </EntryFrame>
  );
}

export function TripEntry({ desk, initial }: { readonly desk: JournalDesk; readonly initial: TripWhy }) {
  const why = useQuery({
    ...useTRPC().journal.trip.queryOptions({ deskId: desk.id, id: initial.trip.id }),
    initialData: initial,
  }).data;
  const spec = specOf(desk, why.trip.instrumentId);
  return (
    <EntryFrame>
      {spec === null ? (
        <NoUnits instrumentId={why.trip.instrumentId} />
      ) : (
        <>
          <TripReceipt why={why} spec={spec} deskId={desk.id} />
          <NoteEditor
            key={why.trip.id}
            deskId={desk.id}
            subject={{ kind: "trip", id: why.trip.id }}
            initial={why.note}
          />
        </>
      )}
    </EntryFrame>
  );
}

const TripLink = ({ deskId, id }: { readonly deskId: string; readonly id: string }) => (
  <p className="border-line border-t py-4 text-sm">
    Part of{" "}
    <Link
      className="text-accent underline underline-offset-4"
      href={`/journal/trips/${id}?desk=${encodeURIComponent(deskId)}`}
    >
      {id}
    </Link>
  </p>
);

const NoUnits = ({ instrumentId }: { readonly instrumentId: string }) => (
  <EmptyState
    title={`${instrumentId} is not an instrument of this desk`}
    hint="Its tick and lot size are unknown, so its numbers cannot be written."
  />
);

function EntryFrame({ children }: { readonly children: ReactNode }) {
  const router = useRouter();
  const query = useSearchParams().toString();
  const back = `/journal${query === "" ? "" : `?${query}`}`;
  useKeys(
    useMemo(
      () => [{ keys: "escape", label: "Close the entry", group: "Journal", act: () => router.push(back) }],
      [router, back],
    ),
  );
  return (
    <article className="mx-auto max-w-180 px-4 py-4 sm:px-6">
      <nav className="mb-2 flex text-sm">
        <Link href={back} className="inline-flex items-center gap-1 text-muted hover:text-text lg:hidden">
          <ArrowLeft aria-hidden className="size-4" /> Journal
        </Link>
        <Link
          href={back}
          aria-label="Close the entry"
          className="ml-auto hidden rounded-md p-1 text-muted hover:bg-surface-2 hover:text-text lg:block"
        >
          <X aria-hidden className="size-4" />
        </Link>
      </nav>
      {children}
    </article>
  );
}

export const UnreadableEntry = ({ what, reason }: { readonly what: string; readonly reason: string }) => (
  <EntryFrame>
    <ErrorState title={`${what} could not be read`} reason={reason} />
  </EntryFrame>
);
