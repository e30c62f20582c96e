"use client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter, RouterOutputs } from "@/server/trpc/root";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** The desk that runs on the present source, and what it trades. */
export type CurrentDesk = NonNullable<RouterOutputs["desks"]["current"]>;
