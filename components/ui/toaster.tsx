"use client";
import { Toaster as Sonner } from "sonner";

/** Where news from elsewhere appears. What the person just did is answered in place, not here. */
export function Toaster({ theme }: { readonly theme: "dark" | "light" }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-right"
      visibleToasts={4}
      duration={5000}
      gap={8}
      style={{ fontFamily: "var(--font-sans)" }}
      containerAriaLabel="News"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-2.5 rounded-lg border border-line bg-surface-1 px-3 py-2 text-sm text-text shadow-float",
          title: "font-medium",
          description: "text-muted text-xs",
          icon: "mt-0.5",
          actionButton: "ml-auto shrink-0 rounded-md bg-surface-3 px-2 py-0.5 text-xs",
        },
      }}
    />
  );
}
