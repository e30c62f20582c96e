/** The cookie that holds the theme: the server renders the right one at once, so nothing flashes. */
export const THEME_COOKIE = "tapedeck-theme";

export type Theme = "dark" | "light";

/** Dark unless the person chose light. */
export const parseTheme = (value: string | undefined): Theme => (value === "light" ? "light" : "dark");
