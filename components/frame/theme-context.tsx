"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import { rememberInCookie } from "./cookies";
import { THEME_COOKIE, type Theme } from "./theme";

type ThemeContextValue = { readonly theme: Theme; readonly toggle: () => void };

const ThemeContext = createContext<ThemeContextValue>({ theme: "dark", toggle: () => undefined });

export const useTheme = (): ThemeContextValue => useContext(ThemeContext);

export function ThemeProvider({ initial, children }: { readonly initial: Theme; readonly children: ReactNode }) {
  const [theme, setTheme] = useState(initial);
  const toggle = () => {
    const next = theme === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    rememberInCookie(THEME_COOKIE, next);
    setTheme(next);
  };
  return <ThemeContext value={{ theme, toggle }}>{children}</ThemeContext>;
}
