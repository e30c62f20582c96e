"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { TooltipProvider } from "@/components/ui/tooltip";
import type { AppRouter } from "@/server/trpc/root";
import { ShortcutProvider } from "./shortcut-context";
import { StreamProvider } from "./stream-context";
import type { Theme } from "./theme";
import { ThemeProvider } from "./theme-context";
import { TRPCProvider } from "./trpc";

/** Everything that a page may ask for: data, stream, keys, theme, address. */
export function Providers({ theme, children }: { readonly theme: Theme; readonly children: ReactNode }) {
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: false, retry: 2 } } }),
  );
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: "/api/trpc", transformer: superjson })] }),
  );
  return (
    <NuqsAdapter>
      <QueryClientProvider client={queries}>
        <TRPCProvider trpcClient={client} queryClient={queries}>
          <StreamProvider>
            <ThemeProvider initial={theme}>
              <ShortcutProvider>
                <TooltipProvider>{children}</TooltipProvider>
              </ShortcutProvider>
            </ThemeProvider>
          </StreamProvider>
        </TRPCProvider>
      </QueryClientProvider>
    </NuqsAdapter>
  );
}
