"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { Toaster } from "@/components/ui/toaster";
import { BottomTabs } from "./bottom-tabs";
import { CommandProvider } from "./command-context";
import { DeskProvider, type DeskStart, useDesk } from "./desk-context";
import { KeysOverlay } from "./keys-overlay";
import { NAV_PAGES } from "./nav";
import { News } from "./news";
import { Palette } from "./palette";
import { useOffer } from "./palette-actions";
import { Rail } from "./rail";
import { useKeys } from "./shortcut-context";
import { SourceBanner } from "./source-badge";
import { useTheme } from "./theme-context";
import { TopBar } from "./top-bar";

/** Rail, top bar, page, bottom tabs, and what floats above them. */
export function Frame({ start, children }: { readonly start: DeskStart; readonly children: ReactNode }) {
  return (
    <DeskProvider start={start}>
      <WithCommands>
        <a href="#page" className="sr-only z-50 bg-surface-3 px-3 py-2 focus:not-sr-only focus:absolute">
          Skip to the page
        </a>
        <div className="flex h-dvh flex-col md:flex-row">
          <Rail />
          <div className="flex min-h-0 min-w-0 flex-1 flex-col">
            <TopBar />
            <DeskStrips />
            {/* relative: text for screen readers is absolute, and would make the document taller than its window. */}
            <main id="page" className="relative min-h-0 min-w-0 flex-1 overflow-y-auto">
              {children}
            </main>
          </div>
          <BottomTabs />
        </div>
        <PageKeys />
        <Palette />
        <KeysOverlay />
        <Toasts />
      </WithCommands>
    </DeskProvider>
  );
}

/** Commands belong to a desk; without one there is nothing to command. */
function WithCommands({ children }: { readonly children: ReactNode }) {
  const deskId = useDesk()?.desk.id ?? "";
  return (
    <CommandProvider key={deskId} deskId={deskId}>
      {children}
    </CommandProvider>
  );
}

function DeskStrips() {
  const desk = useDesk();
  return desk === null ? null : (
    <>
      <SourceBanner desk={desk} />
      <News desk={desk} />
    </>
  );
}

function PageKeys() {
  const router = useRouter();
  const { toggle } = useTheme();
  useKeys(
    useMemo(
      () =>
        NAV_PAGES.map((page) => ({
          keys: page.keys,
          label: `Go to ${page.label}`,
          group: "General",
          act: () => router.push(page.href),
        })),
      [router],
    ),
  );
  // oxlint-disable-next-line react/exhaustive-deps -- toggle changes with the theme, and must then be offered anew
  useOffer(
    useMemo(() => [{ id: "theme", group: "Actions", label: "Switch between dark and light", act: toggle }], [toggle]),
  );
  return null;
}

function Toasts() {
  return <Toaster theme={useTheme().theme} />;
}
