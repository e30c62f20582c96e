"use client";
import { TRPCClientError } from "@trpc/client";
import { createContext, type ReactNode, useContext, useState } from "react";
import { Commands } from "./commands";
import { useTRPCClient } from "./trpc";

const CommandContext = createContext<Commands | null>(null);

/** @throws Error outside a CommandProvider */
export function useCommands(): Commands {
  const commands = useContext(CommandContext);
  if (commands === null) throw new Error("useCommands needs a CommandProvider around it");
  return commands;
}

export function CommandProvider({ deskId, children }: { readonly deskId: string; readonly children: ReactNode }) {
  const client = useTRPCClient();
  const [commands] = useState(
    () =>
      new Commands({
        deliver: (id, body) => client.desks.command.mutate({ deskId, id, body }),
        outcome: (commandId) => client.desks.outcome.query({ deskId, commandId }),
        makeId: () => makeUuid(),
        now: () => Date.now(),
        wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
        // The server's own words come with a shape; without one nobody answered.
        isTransient: (error) =>
          !(error instanceof TRPCClientError) || error.shape === undefined || error.shape === null,
      }),
  );
  return <CommandContext value={commands}>{children}</CommandContext>;
}

/** A random UUID (version 4). `crypto.randomUUID` is missing outside secure contexts, e.g. http on a LAN address. */
function makeUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
