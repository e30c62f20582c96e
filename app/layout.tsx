import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { api } from "@/app/_trpc/server";
import type { DeskStart } from "@/components/frame/desk-context";
import { Frame } from "@/components/frame/frame";
import { Providers } from "@/components/frame/providers";
import { parseTheme, THEME_COOKIE } from "@/components/frame/theme";

export const metadata: Metadata = {
  title: { default: "Tapedeck", template: "%s · Tapedeck" },
  description: "A paper-trading desk whose numbers hold",
  applicationName: "Tapedeck",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: dark)", color: "#0b0e13" },
    { media: "(prefers-color-scheme: light)", color: "#fbfbfa" },
  ],
};

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const [jar, start] = await Promise.all([cookies(), loadStart()]);
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>
        <Providers theme={theme}>
          <Frame start={start}>{children}</Frame>
        </Providers>
      </body>
    </html>
  );
}

/** The frame must come up whatever is wrong behind it: without a desk it says so and goes on asking. */
async function loadStart(): Promise<DeskStart> {
  try {
    const current = await api.desks.current();
    if (current === null) return { current, view: null, feed: null };
    const [view, feed] = await Promise.all([
      api.desks.view({ deskId: current.desk.id }),
      api.market.feed({ venueId: current.desk.venueId }),
    ]);
    return { current, view, feed };
  } catch {
    return { current: null, view: null, feed: null };
  }
}
